//! Where prost is, as the code of messages names it.

use crate::passes::Files;

/// `::prost`, or what was put in its place.
pub(super) fn prost(files: &Files) -> String {
    let texts = files.values().filter_map(|code| str::from_utf8(code).ok());
    texts.flat_map(str::lines).find_map(named).unwrap_or("::prost").to_owned()
}

fn named(line: &str) -> Option<&str> {
    let line = line.trim();
    let derived = || line.strip_prefix("#[derive(")?.strip_suffix("::Message)]")?.rsplit(' ').next();
    // What is derived may have a line each.
    let alone = || line.strip_suffix("::Message").filter(|path| !path.contains(' '));
    // With open enums, what prost would derive is written out.
    let written = || line.strip_prefix("wire_type: ")?.strip_suffix("::encoding::WireType,");
    derived().or_else(alone).or_else(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_in_messages_alone() {
        let found = |code: &str| prost(&Files::from([("a.rs".to_owned(), code.as_bytes().to_vec())]));
        assert_eq!(found("    #[derive(Clone, PartialEq, ::our::prost::Message)]\n"), "::our::prost");
        assert_eq!(found("#[derive(prost::Message)]"), "prost");
        assert_eq!(found("#[derive(\n    Clone,\n    crate::prost::Message\n)]"), "crate::prost");
        assert_eq!(found("        wire_type: ::our::prost::encoding::WireType,\n"), "::our::prost");
        for other in ["", "/// #[derive(a::Message)]\n", "// a::Message\n", "impl json::Message for A {\n"] {
            assert_eq!(found(other), "::prost", "{other}");
        }
    }
}
