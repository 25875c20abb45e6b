"""What one plays with in a page: it runs in the browser, without a kernel and without the network."""
