//! Calls of any method by its descriptor. All four kinds of methods use the same encoding: a stream of requests and a
//! stream of responses.

use std::time::Duration;

use http::uri::PathAndQuery;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tokio_stream::Stream;
use tonic::client::Grpc;
use tonic::{Request, Status, Streaming};

use super::codec::ByName;
use super::connect::Transport;
use super::schema::path;
use protoward_runtime::grpc::Configured;

/// A caller of methods, with the retries of the service config.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) transport: Configured<Transport>,
    /// The timeout of a call, including its stream.
    pub(super) timeout: Option<Duration>,
}

impl Caller {
    /// Calls a method with the given messages.
    pub(super) async fn call(
        &self,
        method: &MethodDescriptor,
        messages: Vec<DynamicMessage>,
    ) -> Result<Streaming<DynamicMessage>, Status> {
        self.send(method, tokio_stream::iter(messages), self.timeout).await
    }

    /// Calls a method with a stream of messages, without a timeout.
    pub(super) async fn open(
        &self,
        method: &MethodDescriptor,
        messages: impl Stream<Item = DynamicMessage> + Send + 'static,
    ) -> Result<Streaming<DynamicMessage>, Status> {
        self.send(method, messages, None).await
    }

    async fn send(
        &self,
        method: &MethodDescriptor,
        messages: impl Stream<Item = DynamicMessage> + Send + 'static,
        timeout: Option<Duration>,
    ) -> Result<Streaming<DynamicMessage>, Status> {
        let path = PathAndQuery::try_from(format!("/{}", path(method)))
            .map_err(|_| Status::internal("the name of the method is not a path"))?;
        let mut request = Request::new(messages);
        if let Some(timeout) = timeout {
            request.set_timeout(timeout);
        }
        let mut grpc = Grpc::new(self.transport.clone());
        grpc.ready().await?;
        let answers = grpc.streaming(request, path, ByName { output: method.output() }).await?;
        Ok(answers.into_inner())
    }
}
