//! Where a type is in Rust: prost's way from a package and the names in it to a path, over what is called otherwise.

use super::rust::{is_name, snake, upper_camel};
use super::{Names, Path};

/// The path of a package's module.
pub(crate) fn module_path(package: &str) -> Path {
    package.split('.').filter(|part| !part.is_empty()).map(module).collect()
}

/// The modules that are written beside the code: neither a package nor what is nested in a message is called so.
pub const BESIDE: &[&str] = &["protoward_enums", "protoward_grpc", "protoward_json", "protoward_unknown"];

/// Whether prost's name for a part of a package is that of its module.
pub(super) fn keeps_name(part: &str) -> bool {
    let module = snake(part);
    is_name(&module) && !BESIDE.contains(&&*module)
}

/// A part of a package; prost has nothing left of one that is nothing but `_`.
pub(super) fn module(part: &str) -> String {
    let module = snake(part);
    match module {
        module if keeps_name(part) => module,
        module if is_name(&module) => format!("{module}_"),
        _ => format!("{part}_"),
    }
}

/// Where a type of other crates is, as prost finds it: by its own path, or else by the longest one that it lies in.
pub(crate) fn extern_type(extern_paths: &[(String, String)], full_name: &str) -> Option<String> {
    let path = format!(".{full_name}");
    let known = |path: &str| extern_paths.iter().find(|(proto, _)| proto == path).map(|(_, rust)| rust);
    if let Some(rust) = known(&path) {
        return Some(rust.clone());
    }
    path.rmatch_indices('.').find_map(|(at, _)| Some(type_below(known(&path[..at])?, &path[at + 1..])))
}

/// What lies in a package or a message whose module is known.
pub(crate) fn type_below(rust: &str, inside: &str) -> String {
    let (modules, name) = inside.rsplit_once('.').map_or(("", inside), |(modules, name)| (modules, name));
    let mut path = format!("{rust}::");
    for module in modules.split('.').filter(|module| !module.is_empty()) {
        path.push_str(&snake(module));
        path.push_str("::");
    }
    path + &upper_camel(name)
}

impl Names {
    /// The path of a message or an enum of a package, from the root of all modules. `names` are those of the messages that
    /// it lies in, from the outermost in, and its own.
    pub(crate) fn type_path(&self, package: &str, names: &[&str]) -> Path {
        let spelled = self.spelled(package, names);
        let Some((own, outer)) = spelled.split_last() else { return module_path(package) };
        let mut path = self.inside(package, outer);
        path.push(self.put_back(&upper_camel(own)));
        path
    }

    /// The path of the module with what is nested in a message, named as in [`type_path`](Self::type_path).
    pub(crate) fn nested_path(&self, package: &str, names: &[&str]) -> Path {
        self.inside(package, &self.spelled(package, names))
    }

    fn inside(&self, package: &str, spelled: &[String]) -> Path {
        let modules = spelled.iter().map(|name| self.put_back(&snake(name)));
        module_path(package).into_iter().chain(modules).collect()
    }

    /// The names as prost gets them.
    fn spelled(&self, package: &str, names: &[&str]) -> Vec<String> {
        let mut parts = package.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let count = parts.len();
        parts.extend_from_slice(names);
        match self.moved().get(&format!(".{}", parts.join("."))) {
            Some(moved) => moved.split('.').skip(1 + count).map(str::to_owned).collect::<Vec<_>>(),
            None => names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

    use super::super::{Externs, Rules};
    use super::*;

    fn message(name: &str, nested: Vec<DescriptorProto>) -> DescriptorProto {
        DescriptorProto { name: Some(name.to_owned()), nested_type: nested, ..Default::default() }
    }

    fn path(names: &Names, package: &str, ty: &[&str]) -> String {
        names.type_path(package, ty).join("::")
    }

    #[test]
    fn without_clashes_paths_are_those_of_prost() {
        let names = Names::default();
        assert_eq!(path(&names, "google.api", &["HttpRule", "HTTPPattern"]), "google::api::http_rule::HttpPattern");
        assert_eq!(path(&names, "", &["self", "Self"]), "self_::Self_");
        assert_eq!(path(&names, "a.type", &["_1"]), "a::r#type::_1");
        assert_eq!(names.nested_path("a", &["B"]).join("::"), "a::b");
    }

    #[test]
    fn what_is_called_otherwise_is_found_where_it_is() {
        let inner = || vec![message("Inner", Vec::new())];
        let mut set = FileDescriptorSet {
            file: vec![FileDescriptorProto {
                package: Some("a._".to_owned()),
                message_type: vec![message("FooBar", inner()), message("foo_bar", inner()), message("_", inner())],
                enum_type: vec![EnumDescriptorProto { name: Some("fooBar".to_owned()), ..Default::default() }],
                ..Default::default()
            }],
        };
        let rules = Rules { strip_enum_prefix: true, externs: Externs::default(), services: None };
        let names = Names::given(&mut set, &rules);
        assert_eq!(path(&names, "a._", &["FooBar", "Inner"]), "a::__::foo_bar::Inner");
        assert_eq!(path(&names, "a._", &["fooBar"]), "a::__::FooBar_");
        assert_eq!(path(&names, "a._", &["foo_bar", "Inner"]), "a::__::foo_bar_::Inner");
        assert_eq!(path(&names, "a._", &["_", "Inner"]), "a::__::_2_::Inner");
    }
}
