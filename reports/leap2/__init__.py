"""Leap2A: what Mahara and Moodle write of a portfolio, read and written.

Its words come from two years, 2009-03 and 2010-07: names of both are known by their last part, and
those of the second are written.
"""

ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FEED = "leap2a.xml"
