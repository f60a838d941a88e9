// A file of its own, because the Content-Security-Policy of the page allows no inline scripts.

window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#operations",
  deepLinking: true,
  displayRequestDuration: true,
  // Swagger UI takes lines of JSON for JSON, and would say that they cannot be parsed.
  responseInterceptor(response) {
    if (response.headers["content-type"] === "application/x-ndjson") {
      response.headers["content-type"] = "text/plain";
    }
    return response;
  },
  // A validator on another origin is the default.
  validatorUrl: null,
});
