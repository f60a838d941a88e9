//! The OpenAPI document at `/openapi.json`, and an HTML page for it at `/docs`. Neither requires a token.
//!
//! The page is Swagger UI. Its files are read from a folder when the server starts.

use std::io;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Bytes;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use http::{HeaderName, StatusCode, header};

/// The OpenAPI document that protoward generates from `proto/`.
const DOCUMENT: &str = include_str!("../../gen/openapi.json");
const PAGE: &str = include_str!("page.html");
const PAGE_SCRIPT: &str = include_str!("page.js");

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// The files of the npm package `swagger-ui-dist` that the page uses.
const SCRIPT: &str = "swagger-ui-bundle.js";
const STYLE: &str = "swagger-ui.css";

/// The response at `/docs` without the files of Swagger UI.
const NO_PAGE: &str = "This server was started without a documentation page.\n\
    `serve --docs DIR` adds it, where DIR is the folder of the npm package swagger-ui-dist.\n\
    The OpenAPI document is at /openapi.json.\n";

/// The content security policy. The browser loads nothing from other origins, and sends no requests to them. Swagger
/// UI has inline styles, and images in `data:` URLs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of the page and of its files.
const PROTECTION: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// The files of Swagger UI.
#[derive(Clone, Debug)]
pub(super) struct SwaggerUi {
    script: Bytes,
    style: Bytes,
}

/// The error for an unreadable file of Swagger UI.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}` for the page at /docs", path.display())]
pub struct DocsError {
    path: PathBuf,
    source: io::Error,
}

impl SwaggerUi {
    /// Reads the files from the folder of the npm package `swagger-ui-dist`.
    pub(super) fn read(folder: &Path) -> Result<SwaggerUi, DocsError> {
        let read = |name| {
            let path = folder.join(name);
            std::fs::read(&path).map(Bytes::from).map_err(|source| DocsError { path, source })
        };
        Ok(SwaggerUi { script: read(SCRIPT)?, style: read(STYLE)? })
    }
}

/// Returns the routes of the document and of the page.
pub(super) fn routes(page: Option<SwaggerUi>) -> Router {
    let document = Router::new().route("/openapi.json", get(async || file("application/json", DOCUMENT)));
    let Some(SwaggerUi { script, style }) = page else {
        return document.route("/docs", get(async || (StatusCode::NOT_FOUND, NO_PAGE)));
    };
    document
        .route("/docs", get(async || (PROTECTION, Html(PAGE))))
        .route("/docs/page.js", get(async || file(JAVASCRIPT, PAGE_SCRIPT)))
        .route(&format!("/docs/{SCRIPT}"), get(async move || file(JAVASCRIPT, script)))
        .route(&format!("/docs/{STYLE}"), get(async move || file(CSS, style)))
}

fn file(content_type: &'static str, content: impl IntoResponse) -> impl IntoResponse {
    (PROTECTION, [(header::CONTENT_TYPE, content_type)], content)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use axum::body::Body;
    use http::{Request, Response, StatusCode, header};
    use tower::ServiceExt as _;

    use super::{SwaggerUi, routes};

    async fn get(page: Option<SwaggerUi>, path: &str) -> Response<Body> {
        routes(page).oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn text(response: Response<Body>) -> String {
        String::from_utf8(axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn serves_the_document_without_the_page() {
        let response = get(None, "/openapi.json").await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        let document: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
    }

    #[tokio::test]
    async fn without_its_files_the_page_says_how_to_get_it() {
        let response = get(None, "/docs").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(text(response).await.contains("serve --docs DIR"));
    }

    #[tokio::test]
    async fn serves_the_files_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(SwaggerUi::read(folder.path()).is_err());
        std::fs::write(folder.path().join("swagger-ui-bundle.js"), "script").unwrap();
        std::fs::write(folder.path().join("swagger-ui.css"), "style").unwrap();
        let page = SwaggerUi::read(folder.path()).unwrap();
        for (path, content_type, content) in [
            ("/docs", "text/html; charset=utf-8", super::PAGE),
            ("/docs/page.js", "text/javascript; charset=utf-8", super::PAGE_SCRIPT),
            ("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8", "script"),
            ("/docs/swagger-ui.css", "text/css; charset=utf-8", "style"),
        ] {
            let response = get(Some(page.clone()), path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], content_type, "{path}");
            assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
            assert_eq!(text(response).await, content, "{path}");
        }
    }
}
