"""Home pages: what is mine to do next."""
