// A file of its own, because the Content-Security-Policy of the page allows no inline scripts.

window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#operations",
  deepLinking: true,
  displayRequestDuration: true,
  // A validator on another origin is the default.
  validatorUrl: null,
});
