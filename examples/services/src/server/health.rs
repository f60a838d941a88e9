//! gRPC health checks: the whole server and each service are SERVING, and NOT_SERVING during the shutdown.

use prost::Message;
use prost_types::FileDescriptorSet;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::{Health as HealthApi, HealthServer};
use tonic_health::server::HealthReporter;

use crate::DESCRIPTORS;

pub(super) struct Health {
    reporter: HealthReporter,
    services: Vec<String>,
}

/// Starts the health service with the status SERVING.
pub(super) async fn start() -> (Health, HealthServer<impl HealthApi>) {
    let (reporter, service) = tonic_health::server::health_reporter();
    let health = Health { reporter, services: services() };
    health.say(ServingStatus::Serving).await;
    (health, service)
}

impl Health {
    /// Sets NOT_SERVING, and ends the streams of watchers, which would delay the shutdown.
    pub(super) async fn stop(mut self) {
        self.say(ServingStatus::NotServing).await;
        for service in &self.services {
            self.reporter.clear_service_status(service).await;
        }
    }

    async fn say(&self, status: ServingStatus) {
        for service in &self.services {
            self.reporter.set_service_status(service, status).await;
        }
    }
}

/// Returns the names of all services of the schema, and the empty name, which is the whole server.
fn services() -> Vec<String> {
    let schema = FileDescriptorSet::decode(DESCRIPTORS).unwrap_or_default();
    let named = schema
        .file
        .iter()
        .flat_map(|file| file.service.iter().map(|service| format!("{}.{}", file.package(), service.name())));
    std::iter::once(String::new()).chain(named).collect()
}
