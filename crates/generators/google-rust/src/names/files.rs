//! Names of files: their modules, paths and descriptors.

use super::identifier;

/// Returns the module of a file: `google_type_date_proto`. Bytes that identifiers
/// cannot contain become hexadecimal.
pub(crate) fn module(path: &str) -> String {
    let mut name = String::with_capacity(path.len() + 8);
    for byte in stem(path).bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' => name.push('_'),
            _ if byte.is_ascii_alphanumeric() => name.push(char::from(byte)),
            _ => name.push_str(&format!("_{byte:02x}_")),
        }
    }
    let prefix = if name.starts_with(|first: char| first.is_ascii_alphabetic()) { "" } else { "pb_" };
    format!("{prefix}{name}_proto")
}

/// Returns the module of a file before 36.2, which is not public: `internal_do_not_use_google_stype_sdate`. Bytes that
/// identifiers cannot contain stay.
pub(crate) fn hidden_module(path: &str) -> String {
    let escaped = stem(path).replace(['_', '-'], "__").replace('/', "_s");
    format!("internal_do_not_use_{}", identifier(&escaped))
}

/// Returns the path of the generated file. `u` stands for the upb kernel.
pub(crate) fn output(path: &str) -> String {
    format!("{}.u.pb.rs", stem(path))
}

/// Returns the path of the generated file with the services.
pub(crate) fn services(path: &str) -> String {
    format!("{}_grpc.pb.rs", stem(path))
}

/// Returns the name of the static with the descriptor of a file.
pub(crate) fn descriptor(path: &str) -> String {
    format!("{}_DESCRIPTOR_INFO", stem(path).replace(['/', '-'], "_").to_ascii_uppercase())
}

fn stem(path: &str) -> &str {
    path.strip_suffix(".proto").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{descriptor, hidden_module, module};

    #[test]
    fn are_made_of_the_path() {
        assert_eq!(module("sub-dir/2x/a.b-c.proto"), "sub_dir_2x_a_b_c_proto");
        assert_eq!(module("1.proto"), "pb_1_proto");
        assert_eq!(module("-a.proto"), "pb__a_proto");
        assert_eq!(module("\u{fc} b.proto"), "pb__c3__bc__20_b_proto");
        assert_eq!(hidden_module("sub-dir/2x/a_b.proto"), "internal_do_not_use_sub__dir_s2x_sa__b");
        assert_eq!(hidden_module("type.proto"), "internal_do_not_use_r#type");
        assert_eq!(descriptor("sub-dir/a.b.proto"), "SUB_DIR_A.B_DESCRIPTOR_INFO");
    }
}
