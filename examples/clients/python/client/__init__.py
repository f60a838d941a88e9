"""A client of the services, over code that protoward generated."""
