"""The made-up people of the demonstration: who they are, what they wrote, and the files they added."""
