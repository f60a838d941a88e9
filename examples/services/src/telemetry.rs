//! Telemetry: a log on standard error, and optionally spans over OTLP.

use std::io::{self, IsTerminal};

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

const NAME: &str = "services";

/// The maximum number of lines of the log that wait to be written. Further ones are lost.
const LINES: usize = 10_000;

/// A guard that sends the remaining spans and writes the rest of the log when it is dropped.
#[must_use = "spans are sent until it is dropped"]
#[derive(Debug)]
pub struct Telemetry {
    spans: SdkTracerProvider,
    _log: WorkerGuard,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Err(error) = self.spans.shutdown() {
            tracing::warn!(error = &error as &dyn std::error::Error, "not all spans were sent");
        }
    }
}

/// The format of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts the log, and the export of spans to the collector at `otlp`, if any. It must be called once, inside a runtime.
///
/// # Errors
/// Fails if `otlp` is not an address.
pub fn start(format: LogFormat, otlp: Option<&str>) -> Result<Telemetry, ExporterBuildError> {
    let provider = provider(otlp)?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Calls do not wait for the reader of the log.
    let (stderr, guard) = NonBlockingBuilder::default().buffered_lines_limit(LINES).finish(io::stderr());
    let log = tracing_subscriber::fmt::layer().with_writer(stderr);
    let log = match format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer(NAME)).with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(log.with_filter(filter)).with(spans).init();
    // A panic of a handler is answered with INTERNAL, and its cause is in the log only.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a panic")));
    Ok(Telemetry { spans: provider, _log: guard })
}

/// Returns the provider of spans. Without a collector, spans are not recorded, but the trace context of callers is propagated.
fn provider(otlp: Option<&str>) -> Result<SdkTracerProvider, ExporterBuildError> {
    let resource = Resource::builder().with_service_name(NAME).build();
    let builder = SdkTracerProvider::builder().with_resource(resource);
    Ok(match otlp {
        Some(url) => {
            let exporter = SpanExporter::builder().with_tonic().with_endpoint(url).build()?;
            builder.with_batch_exporter(exporter).build()
        }
        None => builder.with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOff))).build(),
    })
}
