//! The method of a call, for logs, metrics, traces and roles.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use prost::Message;
use prost_types::FileDescriptorSet;

use crate::DESCRIPTORS;

/// A method of a service. It is in the extensions of requests if the path is that of a gRPC method. It is in the
/// extensions of responses if a router has found the method in another way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::server) struct Called {
    path: Arc<str>,
    /// The position after the service name.
    slash: usize,
}

impl Called {
    /// Returns the method of a gRPC path such as `/user.v1.UserService/GetUser`. Returns `None` for unknown methods:
    /// their names come from the caller, and as labels of metrics they would fill the memory.
    pub(in crate::server) fn by_path(path: &str) -> Option<Self> {
        let path = METHODS.get(path.strip_prefix('/')?)?;
        Some(Self { path: Arc::clone(path), slash: path.find('/')? })
    }

    /// Returns `true` if the method has this path.
    pub(in crate::server) fn is(&self, path: &str) -> bool {
        path.strip_prefix('/') == Some(&*self.path)
    }

    /// Returns the full name of the service, such as `user.v1.UserService`.
    pub(in crate::server) fn service(&self) -> &str {
        &self.path[..self.slash]
    }

    /// Returns the name of the method, such as `GetUser`.
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
    use tonic_reflection::pb::{v1, v1alpha};
    let reflection = [v1::FILE_DESCRIPTOR_SET, v1alpha::FILE_DESCRIPTOR_SET];
    let sets = [DESCRIPTORS, tonic_health::pb::FILE_DESCRIPTOR_SET].into_iter().chain(reflection);
    sets.flat_map(methods).collect()
});

/// Returns the methods of a schema, such as `user.v1.UserService/GetUser`.
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
    fn knows_the_methods_of_the_schema() {
        for (service, method) in [
            ("user.v1.UserService", "GetUser"),
            ("grpc.health.v1.Health", "Check"),
            ("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo"),
            ("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo"),
        ] {
            let called = Called::by_path(&format!("/{service}/{method}"));
            assert_eq!(called.as_ref().map(|it| (it.service(), it.method())), Some((service, method)));
        }
    }

    #[test]
    fn rejects_other_paths() {
        for path in ["", "/", "user.v1.UserService/GetUser", "/user.v1.UserService/", "/a.B/C", "/v1/users"] {
            assert_eq!(Called::by_path(path), None, "{path}");
        }
    }
}
