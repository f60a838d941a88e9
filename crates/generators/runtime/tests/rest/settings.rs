//! Settings of routes: ignored query parameters and the body of errors.

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use protoward_runtime::rest::Routes;
use serde::Serialize;
use tonic::Status;
use tower::ServiceExt as _;

use crate::server::routes;

#[derive(Serialize)]
struct Problem {
    title: String,
    status: i32,
}

impl From<&Status> for Problem {
    fn from(status: &Status) -> Self {
        Problem { title: status.message().to_owned(), status: status.code() as i32 }
    }
}

async fn get(routes: Routes, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = routes.into_router().unwrap().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    (head.status, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

#[tokio::test]
async fn ignored_parameters_set_no_field() {
    let (status, _) = get(routes(), "/v1/items/a?api_key=1&size=2").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let ignoring = || routes().ignore_parameters(["api_key"]).ignore_parameters(["size"]);
    let (status, body) = get(ignoring(), "/v1/items/a?api_key=1&api_key=2&size=wrong").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body, r#"{"name":"a"}"#);
    let (status, _) = get(ignoring(), "/v1/items/a?other=1").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn errors_can_have_another_body() {
    let failing = || routes().error_body::<Problem>();
    let expected = (StatusCode::NOT_FOUND, r#"{"title":"there is no such item","status":5}"#.to_owned());
    assert_eq!(get(failing(), "/v1/items/missing").await, expected);
    // A request without a route has no settings of its own.
    let (status, body) = get(failing(), "/v1/elsewhere").await;
    assert_eq!((status, body.starts_with(r#"{"title":"there is nothing at"#)), (StatusCode::NOT_FOUND, true), "{body}");
    let (status, body) = get(failing(), "/v1/items/a?other=1").await;
    assert_eq!((status, body.starts_with(r#"{"title":"`other`: "#)), (StatusCode::BAD_REQUEST, true), "{body}");
    let (_, body) = get(failing(), "/v1/watch/panic").await;
    assert!(body.ends_with("{\"error\":{\"title\":\"internal error\",\"status\":13}}\n"), "{body}");
}
