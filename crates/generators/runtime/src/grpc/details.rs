//! The details of statuses, which are sent in `grpc-status-details-bin`.

use prost::{DecodeError, Message, Name};
use tonic::{Code, Status};

/// The `details` of a `google.rpc.Status`: messages of any types, in order.
///
/// Messages of unknown types are kept unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    list: Vec<Detail>,
}

/// A message with the name of its type: a `google.protobuf.Any`.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
#[prost(prost_path = "::prost")]
pub struct Detail {
    /// The URL of the type, such as `type.googleapis.com/google.rpc.ErrorInfo`. The full name follows the last `/`.
    #[prost(string, tag = "1")]
    pub type_url: String,
    /// The message in the binary encoding.
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

/// A `google.rpc.Status` whose details stay encoded.
#[derive(Clone, PartialEq, Message)]
#[prost(prost_path = "::prost")]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Detail>,
}

const PREFIX: &str = "type.googleapis.com/";

impl Detail {
    /// Creates a detail from a message.
    pub fn new<M: Message + Name>(message: &M) -> Self {
        Self { type_url: format!("{PREFIX}{}", M::full_name()), value: message.encode_to_vec() }
    }

    /// Returns the full name of the type.
    pub fn type_name(&self) -> &str {
        self.type_url.rsplit('/').next().unwrap_or_default()
    }

    /// Returns `true` if the message has this type.
    pub fn is<M: Name>(&self) -> bool {
        self.type_name() == M::full_name()
    }
}

impl Details {
    /// Creates an empty list of details.
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Returns the details of a status. The list may be empty.
    ///
    /// # Errors
    /// Fails if the details of the status are not an encoded `google.rpc.Status`.
    pub fn of(status: &Status) -> Result<Self, DecodeError> {
        RpcStatus::decode(status.details()).map(|status| Self { list: status.details })
    }

    /// Adds a message after the others.
    #[must_use]
    pub fn with<M: Message + Name>(mut self, message: &M) -> Self {
        self.list.push(Detail::new(message));
        self
    }

    /// Returns the first message of a type.
    ///
    /// # Errors
    /// Fails if the message cannot be decoded.
    pub fn get<M: Message + Name + Default>(&self) -> Result<Option<M>, DecodeError> {
        let found = self.list.iter().find(|detail| detail.is::<M>());
        found.map(|detail| M::decode(&*detail.value)).transpose()
    }

    /// Returns all messages of a type.
    ///
    /// # Errors
    /// Fails if a message cannot be decoded.
    pub fn all<M: Message + Name + Default>(&self) -> Result<Vec<M>, DecodeError> {
        let found = self.list.iter().filter(|detail| detail.is::<M>());
        found.map(|detail| M::decode(&*detail.value)).collect()
    }

    /// Returns an iterator over all details.
    pub fn iter(&self) -> std::slice::Iter<'_, Detail> {
        self.list.iter()
    }

    /// Creates a status with these details.
    pub fn status(&self, code: Code, message: impl Into<String>) -> Status {
        self.on(Status::new(code, message))
    }

    /// Returns a status with its details replaced by these. Its code, message and metadata are kept.
    pub fn on(&self, status: Status) -> Status {
        let code = status.code();
        let message = status.message().to_owned();
        let bytes =
            RpcStatus { code: code.into(), message: message.clone(), details: self.list.clone() }.encode_to_vec();
        Status::with_details_and_metadata(code, message, bytes.into(), status.metadata().clone())
    }
}

impl From<Vec<Detail>> for Details {
    fn from(list: Vec<Detail>) -> Self {
        Self { list }
    }
}

impl Extend<Detail> for Details {
    fn extend<I: IntoIterator<Item = Detail>>(&mut self, details: I) {
        self.list.extend(details);
    }
}

impl<'a> IntoIterator for &'a Details {
    type Item = &'a Detail;
    type IntoIter = std::slice::Iter<'a, Detail>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
