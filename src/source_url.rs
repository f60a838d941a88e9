//! The addresses of schema files on the web, for `docs --source-url`.

use std::collections::BTreeMap;
use std::str::FromStr;

use protoward_report::{RepositoryRoot, uri_path};
use protoward_schema::{FileId, Schema};
use protoward_source::Sources;

/// The part of an address in whose place the path of a file comes.
const PATH: &str = "{path}";

/// The address of a file on the web, such as `https://github.com/acme/api/blob/main/{path}#L{line}`.
#[derive(Clone, Debug)]
pub(super) struct SourceUrl(String);

impl FromStr for SourceUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.starts_with("https://") && !text.starts_with("http://") {
            return Err("the address of a file begins with `https://` or `http://`");
        }
        if !text.contains(PATH) {
            return Err("the address of a file contains `{path}`, and `{line}` if it can have a line");
        }
        Ok(Self(text.to_owned()))
    }
}

impl SourceUrl {
    /// Returns the addresses of the files of a schema by their paths in the repository. The files of an image have their import paths.
    pub(super) fn of_files(
        &self,
        schema: &Schema,
        sources: &Sources,
        root: &RepositoryRoot,
    ) -> BTreeMap<FileId, String> {
        let files = schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in);
        let address = |id: FileId| {
            let source = sources.get(schema[id].source);
            let path = if source.text.is_some() { root.path(source) } else { schema.name(id.into()).to_owned() };
            self.0.replace(PATH, &uri_path(&path))
        };
        files.map(|(id, _)| (id, address(id))).collect()
    }
}
