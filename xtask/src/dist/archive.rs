//! The archive with the program, its manual pages, completion scripts and licenses.

use std::io::{self, Read};

use super::files::{File, gzip, tar, zip};
use super::release::Release;
use super::target::Target;
use protoward_kit::error::Error;

/// Returns the archive of a release: its file name and content. It is a `.zip` for Windows.
pub(super) fn of(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let Release { target, version, time, .. } = release;
    let folder = folder(target, version);
    let files = files(release)?.into_iter().map(|file| file.below(&folder)).collect::<Vec<_>>();
    let name = file_name(target, version);
    let bytes = if target.is_windows() { zip(&files) } else { tar(&files, *time).and_then(|archive| gzip(&archive)) };
    let bytes = bytes.map_err(Error::at(name.as_ref()))?;
    Ok((name, bytes))
}

/// Returns the file name of the archive of a target.
pub(super) fn file_name(target: &Target, version: &str) -> String {
    format!("{}{}", folder(target, version), if target.is_windows() { ".zip" } else { ".tar.gz" })
}

/// Returns the folder in the archive, which has all files.
fn folder(target: &Target, version: &str) -> String {
    format!("protoward-{version}-{}", target.triple)
}

/// Returns the program in the archive of a target.
pub(super) fn program(target: &Target, version: &str, archive: &[u8]) -> io::Result<Vec<u8>> {
    let path = format!("{}/{}", folder(target, version), target.program());
    let mut program = Vec::new();
    if target.is_windows() {
        ::zip::ZipArchive::new(io::Cursor::new(archive))?.by_name(&path)?.read_to_end(&mut program)?;
        return Ok(program);
    }
    let mut archive = ::tar::Archive::new(flate2::read::GzDecoder::new(archive));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()?.to_str() == Some(&path) {
            entry.read_to_end(&mut program)?;
            return Ok(program);
        }
    }
    Err(io::Error::other(format!("the archive has no `{path}`")))
}

fn files(release: &Release) -> Result<Vec<File>, Error> {
    let mut files = vec![File::executable(release.target.program(), release.program.clone()), Release::readme()?];
    files.extend(release.licenses.iter().cloned());
    files.extend(release.manual.iter().cloned().map(|page| page.below("man/man1")));
    for (shell, script) in &release.completions {
        let name = match *shell {
            "zsh" => "_protoward".to_owned(),
            "powershell" => "_protoward.ps1".to_owned(),
            shell => format!("protoward.{shell}"),
        };
        files.push(File::new(name, script.as_bytes()).below("completions"));
    }
    Ok(files)
}
