use super::{FeatureSet, FileId, Id, MessageId, MethodOptions, Name, ServiceOptions};

/// Names a [`Service`].
pub type ServiceId = Id<Service>;
/// Names a [`Method`].
pub type MethodId = Id<Method>;

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// The file that declares it.
    pub file: FileId,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name as declared.
    pub name: Name,
    /// The name with its package, without a leading dot.
    pub full_name: Name,
    /// Methods, in the order of the file.
    pub methods: Vec<MethodId>,
    /// Options.
    pub options: ServiceOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}

/// A method of a service.
#[derive(Clone, Debug)]
pub struct Method {
    /// The service that declares it.
    pub service: ServiceId,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name.
    pub name: Name,
    /// What a client sends.
    pub input: MessageId,
    /// What a server sends.
    pub output: MessageId,
    /// Whether the client sends any number of messages.
    pub client_streaming: bool,
    /// Whether the server sends any number of messages.
    pub server_streaming: bool,
    /// Options.
    pub options: MethodOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}
