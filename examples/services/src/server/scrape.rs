//! `GET /metrics` on a separate address, without TLS and authentication. The address must not be public.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::drain::Drain;
use super::observe::Metrics;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves metrics until the server stops.
pub(super) async fn serve(listener: TcpListener, metrics: Metrics, drain: Drain) {
    let app = Router::new().route("/metrics", get(async move || page(&metrics)));
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(drain.begun()).await {
        tracing::error!(error = &error as &dyn std::error::Error, "metrics are no longer served");
    }
}

fn page(metrics: &Metrics) -> Response {
    match metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
