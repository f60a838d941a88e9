//! Names of files: their modules, paths and descriptors.

/// Returns the module of a file: `google_type_date_proto`.
pub(crate) fn module(path: &str) -> String {
    let name = format!("{}_proto", stem(path).replace(['/', '-', '.'], "_"));
    match name.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("pb_{name}"),
        false => name,
    }
}

/// Returns the path of the generated file. `u` stands for the kernel.
pub(crate) fn output(path: &str) -> String {
    format!("{}.u.pb.rs", stem(path))
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
    use super::{descriptor, module};

    #[test]
    fn are_made_of_the_path() {
        assert_eq!(module("sub-dir/2x/a.b-c.proto"), "sub_dir_2x_a_b_c_proto");
        assert_eq!(module("1.proto"), "pb_1_proto");
        assert_eq!(descriptor("sub-dir/a.b.proto"), "SUB_DIR_A.B_DESCRIPTOR_INFO");
    }
}
