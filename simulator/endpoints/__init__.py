"""LINE's endpoints, one module a topic: plain functions from a call to an answer."""
