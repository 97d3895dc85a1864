"""Leap2A: what Mahara and Moodle write of a portfolio, read and written.

Its words come from two years: the namespaces of 2009-03, and the one of 2010-07 that we write.
"""

ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LEAP_2010 = "http://terms.leapspecs.org/"
LEAP_2009 = "http://wiki.cetis.ac.uk/2009-03/Leap2A_predicates#"
TYPES_2009 = "http://wiki.cetis.ac.uk/2009-03/Leap2A_types#"
FEED = "leap2a.xml"
