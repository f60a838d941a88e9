//! Metrics for Prometheus: calls by service, method and code, and certificates. Their names are those of gRPC servers in Go and Java.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tonic::Code;

use super::called::Called;
use crate::fault::code_name;

/// The upper bounds of the histogram buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// The service and method of calls to unknown methods.
const UNKNOWN: &str = "unknown";

/// Metrics of one server. Clones share them.
#[derive(Clone)]
pub(in crate::server) struct Metrics(Arc<Families>);

struct Families {
    registry: Registry,
    handled: Family<HandledLabels, Counter<u64, AtomicU64>>,
    seconds: Family<MethodLabels, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    certificate_expiry: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct HandledLabels {
    grpc_service: String,
    grpc_method: String,
    grpc_code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MethodLabels {
    grpc_service: String,
    grpc_method: String,
}

impl Metrics {
    pub(in crate::server) fn new() -> Self {
        let handled = Family::default();
        let seconds = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        let (in_flight, certificate_expiry) = (Gauge::default(), Gauge::default());
        let mut registry = Registry::default();
        registry.register("grpc_server_handled", "Calls that came to an end", handled.clone());
        registry.register(
            "grpc_server_handling_seconds",
            "Time from the request to the end of a call",
            seconds.clone(),
        );
        registry.register("grpc_server_in_flight", "Calls on their way", in_flight.clone());
        registry.register(
            "tls_certificate_expiration_timestamp_seconds",
            "When the first certificate of this server expires",
            certificate_expiry.clone(),
        );
        Self(Arc::new(Families { registry, handled, seconds, in_flight, certificate_expiry }))
    }

    /// Sets the time at which a certificate expires, in seconds since the Unix epoch.
    pub(in crate::server) fn set_certificate_expiry(&self, seconds: i64) {
        self.0.certificate_expiry.set(seconds);
    }

    /// Counts the start of a call.
    pub(super) fn begin(&self) {
        self.0.in_flight.inc();
    }

    /// Counts the end of a call.
    pub(super) fn end(&self, called: Option<&Called>, code: Code, duration: Duration) {
        let grpc_service = called.map_or(UNKNOWN, Called::service).to_owned();
        let grpc_method = called.map_or(UNKNOWN, Called::method).to_owned();
        let labels = MethodLabels { grpc_service: grpc_service.clone(), grpc_method: grpc_method.clone() };
        self.0.in_flight.dec();
        self.0.seconds.get_or_create(&labels).observe(duration.as_secs_f64());
        self.0.handled.get_or_create(&HandledLabels { grpc_service, grpc_method, grpc_code: code_name(code) }).inc();
    }

    /// Returns all metrics in the OpenMetrics text format.
    pub(in crate::server) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.0.registry)?;
        Ok(text)
    }
}
