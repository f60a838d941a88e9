//! Details of statuses: what stands in `grpc-status-details-bin`.

use ::prost::{DecodeError, Message, Name};
use ::tonic::{Code, Status};

/// What a status says beside its code and its message: messages of any types, in order. It is the `details` of a
/// `google.rpc.Status`.
///
/// Messages of types that nobody knows here stay as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    list: Vec<Detail>,
}

/// A message with the name of its type: a `google.protobuf.Any`.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
#[prost(prost_path = "::prost")]
pub struct Detail {
    /// The type, behind the last `/`: `type.googleapis.com/google.rpc.ErrorInfo`.
    #[prost(string, tag = "1")]
    pub type_url: String,
    /// The message, encoded.
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

/// A `google.rpc.Status`.
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
    /// A message with its type.
    pub fn new<M: Message + Name>(message: &M) -> Self {
        Self { type_url: format!("{PREFIX}{}", M::full_name()), value: message.encode_to_vec() }
    }

    /// The full name of the type.
    pub fn type_name(&self) -> &str {
        self.type_url.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is a message of this type.
    pub fn is<M: Name>(&self) -> bool {
        self.type_name() == M::full_name()
    }
}

impl Details {
    /// None.
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Those of a status, of which there may be none.
    ///
    /// # Errors
    /// When what the status has in their place is no `google.rpc.Status`.
    pub fn of(status: &Status) -> Result<Self, DecodeError> {
        RpcStatus::decode(status.details()).map(|status| Self { list: status.details })
    }

    /// With one more.
    #[must_use]
    pub fn with<M: Message + Name>(mut self, message: &M) -> Self {
        self.list.push(Detail::new(message));
        self
    }

    /// The first one of a type.
    ///
    /// # Errors
    /// When it is no message of its type.
    pub fn get<M: Message + Name + Default>(&self) -> Result<Option<M>, DecodeError> {
        let found = self.list.iter().find(|detail| detail.is::<M>());
        found.map(|detail| M::decode(&*detail.value)).transpose()
    }

    /// All of a type.
    ///
    /// # Errors
    /// When one of them is no message of its type.
    pub fn all<M: Message + Name + Default>(&self) -> Result<Vec<M>, DecodeError> {
        let found = self.list.iter().filter(|detail| detail.is::<M>());
        found.map(|detail| M::decode(&*detail.value)).collect()
    }

    /// All of them, whatever their types.
    pub fn iter(&self) -> std::slice::Iter<'_, Detail> {
        self.list.iter()
    }

    /// A status with these details.
    pub fn status(&self, code: Code, message: impl Into<String>) -> Status {
        self.on(Status::new(code, message))
    }

    /// A status with these details in the place of its own. Its code, its message and its metadata stay.
    pub fn on(&self, status: Status) -> Status {
        let (code, message) = (status.code(), status.message().to_owned());
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
