//! Services and their methods.

use super::{FeatureSet, FileId, Id, MessageId, MethodOptions, Name, ServiceOptions};

/// The id of a [`Service`].
pub type ServiceId = Id<Service>;
/// The id of a [`Method`].
pub type MethodId = Id<Method>;

/// A service of a file.
#[derive(Clone, Debug)]
pub struct Service {
    /// The file that declares the service.
    pub file: FileId,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name as declared, without the package.
    pub name: Name,
    /// The full name, without a leading dot.
    pub full_name: Name,
    /// The methods in source order.
    pub methods: Vec<MethodId>,
    /// The options, as the descriptor has them.
    pub options: ServiceOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}

/// A method of a service.
#[derive(Clone, Debug)]
pub struct Method {
    /// The service that declares the method.
    pub service: ServiceId,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name as declared, which is also the last part of the path of a call.
    pub name: Name,
    /// The message type of requests.
    pub input: MessageId,
    /// The message type of responses.
    pub output: MessageId,
    /// `true` if the client sends a stream of messages.
    pub client_streaming: bool,
    /// `true` if the server sends a stream of messages.
    pub server_streaming: bool,
    /// The options, as the descriptor has them.
    pub options: MethodOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}
