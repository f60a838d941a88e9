//! The types in generated code: their full names, and their paths in the crate.

/// Returns the full names and the paths of the messages in the code of a file. `module` is its module.
pub(super) fn types(module: &str, code: &str) -> Vec<(String, String)> {
    let mut modules = vec![module];
    let mut types = Vec::new();
    let mut full_name = None;
    for line in code.lines() {
        if let Some((name, _)) = line.strip_prefix("pub mod ").and_then(|rest| rest.split_once(" {")) {
            modules.push(name);
        } else if line.starts_with("}  // pub mod ") {
            modules.pop();
        } else if let Some(rest) = line.strip_prefix("pub(crate) static mut ") {
            full_name = rest.split_once("_msg_init:").map(|(name, _)| name.replace("__", ".").replace("_0", "_"));
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            // The structs of views follow that of the message.
            types.extend(full_name.take().map(|full_name| (full_name, format!("{}::{name}", modules.join("::")))));
        }
    }
    types
}

/// Returns the modules of an entry point, with the paths of their files.
pub(super) fn modules(entry_point: &str) -> Vec<(&str, &str)> {
    let mut path = None;
    let mut modules = Vec::new();
    for line in entry_point.lines() {
        if let Some(rest) = line.strip_prefix("#[path=\"") {
            path = rest.strip_suffix("\"]");
        } else if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            modules.extend(path.take().map(|path| (name, path)));
        }
    }
    modules
}

#[cfg(test)]
mod tests {
    use super::{modules, types};

    #[test]
    fn nested_types_are_below_the_modules_of_messages() {
        let code = "pub(crate) static mut a__b_0c__M_msg_init: P =\n    P;\npub struct M {\npub struct MView<'msg> {\npub mod m {// A comment.\n\
                    pub(crate) static mut a__b_0c__M__N_msg_init: P =\npub struct N {\n}  // pub mod m\n";
        let found = types("x_proto", code);
        let expected = [("a.b_c.M", "x_proto::M"), ("a.b_c.M.N", "x_proto::m::N")];
        assert_eq!(found, expected.map(|(name, path)| (name.to_owned(), path.to_owned())));
    }

    #[test]
    fn modules_have_the_paths_before_them() {
        let entry_point = "#[path=\"x.u.pb.rs\"]\n#[allow(unused)]\npub mod x_proto;\npub mod __unstable {\n";
        assert_eq!(modules(entry_point), [("x_proto", "x.u.pb.rs")]);
    }
}
