//! The common protos for a compiler: turned on, and turned off.

use super::archive::names;
use super::entries::ArchivedFile;
use protoward_source::{ReadError, Resolver, SourcePath, join};

/// The common protos.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommonProtos;

impl Resolver for CommonProtos {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(file) = ArchivedFile::find(name) else { return Ok(None) };
        let corrupt =
            || ReadError::Broken { path: display(file), reason: "the archive of the program is corrupt".to_owned() };
        file.text().map(Some).ok_or_else(corrupt)
    }

    fn path(&self, name: &str) -> SourcePath {
        ArchivedFile::find(name).map_or_else(|| name.into(), |file| display(file).into())
    }

    fn names(&self, under: &str) -> Vec<String> {
        let folder = join(under, "");
        let is_inside = |name: &&str| match folder.trim_end_matches('/') {
            "" => true,
            folder => name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        };
        names().filter(is_inside).map(str::to_owned).collect()
    }
}

/// Returns the displayed path, which names the package because there is no folder.
fn display(file: &ArchivedFile) -> String {
    format!("<common protos: {}>/{}", file.package(), file.name)
}

/// The common protos where they are turned off. There are no files, but a remedy for missing imports.
///
/// ```
/// use protoward_common_protos::TurnedOff;
/// use protoward_source::Resolver;
/// let turned_off = TurnedOff { remedy: "which `--common_protos` turns on" };
/// let help = "`google/api/http.proto` is one of the common protos, which `--common_protos` turns on";
/// assert_eq!(turned_off.help("google/api/http.proto").as_deref(), Some(help));
/// assert_eq!(turned_off.help("user/v1/user.proto"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TurnedOff {
    /// The end of the sentence about a missing file, which says how to get it.
    pub remedy: &'static str,
}

impl Resolver for TurnedOff {
    fn resolve(&self, _: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(None)
    }

    fn help(&self, name: &str) -> Option<String> {
        let file = ArchivedFile::find(name)?;
        Some(format!("`{}` is one of the common protos, {}", file.name, self.remedy))
    }
}
