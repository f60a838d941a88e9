//! Calls of any method by its descriptor. On the wire all four patterns look alike: messages there,
//! messages back.

use std::time::Duration;

use http::uri::PathAndQuery;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tokio_stream::Stream;
use tonic::client::Grpc;
use tonic::{Request, Status, Streaming};

use super::codec::ByName;
use super::connect::Transport;
use super::schema::path;
use crate::proto::protoward_grpc::Configured;

/// Calls methods, and again where the service config allows it.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) transport: Configured<Transport>,
    /// How long a call may take, to the end of its stream.
    pub(super) timeout: Option<Duration>,
}

impl Caller {
    /// Calls a method with messages in memory.
    pub(super) async fn call(
        &self,
        method: &MethodDescriptor,
        messages: Vec<DynamicMessage>,
    ) -> Result<Streaming<DynamicMessage>, Status> {
        self.send(method, tokio_stream::iter(messages), self.timeout).await
    }

    /// Calls with messages that are still to come, for as long as they come.
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
            .map_err(|_| Status::internal("the name of the method is no path"))?;
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
