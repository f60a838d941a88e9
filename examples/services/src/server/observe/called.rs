//! The method of a call, as logs, metrics, traces and roles share it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use prost::Message;
use prost_types::FileDescriptorSet;

use crate::DESCRIPTORS;

/// A method of a service. In the extensions of requests, where the path names a method of gRPC; in those of responses,
/// where a router found the method by other means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::server) struct Called {
    path: Arc<str>,
    /// Where the service ends.
    slash: usize,
}

impl Called {
    /// Returns the method of a gRPC path such as `/user.v1.UserService/GetUser`. `None` for methods that this server does
    /// not have: their names are the caller's, and would fill memory as labels of metrics.
    pub(in crate::server) fn by_path(path: &str) -> Option<Self> {
        let path = METHODS.get(path.strip_prefix('/')?)?;
        Some(Self { path: Arc::clone(path), slash: path.find('/')? })
    }

    /// Returns true for the method with this path.
    pub(in crate::server) fn is(&self, path: &str) -> bool {
        path.strip_prefix('/') == Some(&*self.path)
    }

    /// The full name of the service, such as `user.v1.UserService`.
    pub(in crate::server) fn service(&self) -> &str {
        &self.path[..self.slash]
    }

    /// The name of the method, such as `GetUser`.
    pub(in crate::server) fn method(&self) -> &str {
        &self.path[self.slash + 1..]
    }
}

impl fmt::Display for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

static METHODS: LazyLock<BTreeSet<Arc<str>>> = LazyLock::new(|| {
    let sets = [DESCRIPTORS, tonic_health::pb::FILE_DESCRIPTOR_SET, tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET];
    sets.into_iter().flat_map(methods).collect()
});

/// The methods of a schema, such as `user.v1.UserService/GetUser`.
fn methods(set: &[u8]) -> Vec<Arc<str>> {
    let mut methods = Vec::new();
    for file in FileDescriptorSet::decode(set).unwrap_or_default().file {
        for service in &file.service {
            let names = service.method.iter().map(|method| method.name());
            methods.extend(names.map(|method| format!("{}.{}/{method}", file.package(), service.name()).into()));
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::Called;

    #[test]
    fn methods_of_the_schema_are_known() {
        for (service, method) in [
            ("user.v1.UserService", "GetUser"),
            ("grpc.health.v1.Health", "Check"),
            ("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo"),
        ] {
            let called = Called::by_path(&format!("/{service}/{method}"));
            assert_eq!(called.as_ref().map(|it| (it.service(), it.method())), Some((service, method)));
        }
    }

    #[test]
    fn other_paths_are_not() {
        for path in ["", "/", "user.v1.UserService/GetUser", "/user.v1.UserService/", "/a.B/C", "/v1/users"] {
            assert_eq!(Called::by_path(path), None, "{path}");
        }
    }
}
