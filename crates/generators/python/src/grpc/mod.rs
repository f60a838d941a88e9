//! `…_pb2_grpc.py`: clients and servers for the services of a file, as the plugin `grpc_python` of grpcio-tools writes them.
//!
//! In: a linked schema with comments, and one of its files. Out: the text of the module, or the older beta API, which
//! is inserted into `…_pb2.py`. [`services::Service`] has all names and comments; the other files only write.

mod beta;
mod comments;
mod modules;
mod parameter;
mod preamble;
mod services;
mod stable;

use super::page::Page;
use modules::Modules;
pub(super) use parameter::{Api, Parameter};
use protoward_schema::{FileId, Schema};

/// Returns the output path without extension: `a/b-c.proto` becomes `a/b_c`. `None` if the plugin rejects the path.
///
/// The plugin does not compare the extension. It accepts any path of more than six bytes whose last byte is one of
/// those in `.proto`, and removes six bytes.
pub(super) fn base(path: &str) -> Option<String> {
    let is_accepted = path.len() > ".proto".len() && path.ends_with(['.', 'p', 'r', 'o', 't']);
    let base = path.get(..path.len().checked_sub(".proto".len())?).filter(|_| is_accepted)?;
    Some(base.replace('-', "_").replace('.', "/"))
}

/// The reason why a file has no module for its services.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{message}` has no Python module that could be imported: the name of its file, `{path}`, must end in `.proto`"
)]
pub(super) struct NoModule {
    message: String,
    path: String,
}

/// Returns the text of `…_pb2_grpc.py`.
///
/// Fails if the message of a method cannot be imported.
/// When the message of a method cannot be imported.
pub(super) fn module(schema: &Schema, file: FileId, prefix: Option<&str>) -> Result<Vec<u8>, NoModule> {
    let services = services::of_file(schema, file, &Modules::new(schema, prefix))?;
    let mut page = Page::with_capacity(4096);
    preamble::write(schema, file, prefix, &mut page);
    services.iter().for_each(|service| stable::write(service, &mut page));
    Ok(page.into_bytes())
}

/// Returns the text that `grpc_1_0` inserts into `…_pb2.py`.
///
/// # Errors
/// Fails if the message of a method cannot be imported.
pub(super) fn insertion(schema: &Schema, file: FileId, prefix: Option<&str>) -> Result<Vec<u8>, NoModule> {
    let services = services::of_file(schema, file, &Modules::new(schema, prefix).inside(file))?;
    let mut page = Page::with_capacity(4096);
    page.line(format_args!("try:"));
    page.deeper(4, |page| {
        preamble::write_beta(page);
        services.iter().for_each(|service| stable::write(service, page));
        services.iter().for_each(|service| beta::write(service, page));
    });
    // The plugin writes no final line break; the insertion adds it.
    page.put(format_args!("except ImportError:\n    pass"));
    Ok(page.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn accepts_paths_as_the_plugin() {
        assert_eq!(base("a/b-c.d.proto").as_deref(), Some("a/b_c/d"));
        assert_eq!(base("types.txt").as_deref(), Some("typ"));
        assert_eq!(base("abcdefgt").as_deref(), Some("ab"));
        assert_eq!(base(".a.proto").as_deref(), Some("/a"));
    }

    #[test]
    fn refuses_paths_as_the_plugin() {
        for path in [".proto", "aproto", "types.x", "f.protodevel", "", "o", "日本.t"] {
            assert_eq!(base(path), None, "{path}");
        }
    }
}
