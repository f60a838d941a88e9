//! Calls of build scripts that run the program, as arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use super::{CrateOfFiles, Error, GoogleRust, ServiceCode, generate};
use protoward_build_protocol::VERSION;
use protoward_source::paths::shown;

/// Generates the code of a call. The first argument is the version of the calling crate, and the others alternate between
/// names and values. Standard output gets the instructions for Cargo.
///
/// # Errors
/// Returns the errors of [`generate`], and an error for a caller of another version or with unknown arguments.
pub fn answer(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Error> {
    let mut arguments = arguments.into_iter();
    let version = arguments.next().unwrap_or_default();
    if version != VERSION {
        let version = shown(&version);
        return Err(Error::new(format!(
            "error: the program has version {VERSION}, and the crate of the build script has {version} [generate]\n"
        )));
    }
    let call = call(arguments).ok_or_else(|| {
        Error::new("error: the arguments of the build script are not those of this version [generate]\n".to_owned())
    })?;
    generate(&call)
}

fn call(mut arguments: impl Iterator<Item = OsString>) -> Option<GoogleRust> {
    let mut call = GoogleRust::default();
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match name.to_str()? {
            "input" => call.inputs.push(value.into()),
            "include" => call.includes.push(value.into()),
            "output" => call.output_dir = Some(value.into()),
            "version" => call.version = Some(value.into_string().ok()?),
            "common-protos" => call.common_protos = Some(value == "true"),
            "services" => {
                call.services = Some(match value.to_str()? {
                    "clients" => ServiceCode::Clients,
                    "all" => ServiceCode::All,
                    _ => return None,
                });
            }
            "crate" => {
                call.dependencies.push(CrateOfFiles { name: value.into_string().ok()?, ..CrateOfFiles::default() });
            }
            "crate-folder" => call.dependencies.last_mut()?.folders.push(PathBuf::from(value)),
            "crate-file" => call.dependencies.last_mut()?.files.push(value.into_string().ok()?),
            _ => return None,
        }
    }
    Some(call)
}

#[cfg(test)]
mod tests {
    use super::call;
    use std::ffi::OsString;

    #[test]
    fn files_belong_to_the_crate_before_them() {
        let words =
            "input a.proto crate one crate-file b.proto crate two crate-folder c crate-file d.proto version 36.2";
        let call = call(words.split(' ').map(OsString::from)).unwrap_or_default();
        let files: Vec<_> = call.dependencies.iter().map(|it| (&*it.name, it.files.concat())).collect();
        assert_eq!(files, [("one", "b.proto".to_owned()), ("two", "d.proto".to_owned())]);
        assert_eq!(call.version.as_deref(), Some("36.2"));
    }

    #[test]
    fn refuses_unknown_arguments() {
        for words in ["input", "later x", "crate-file a.proto", "services none"] {
            assert!(call(words.split(' ').map(OsString::from)).is_none(), "{words}");
        }
    }
}
