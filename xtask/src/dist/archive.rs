//! The archive with the program, its manual pages, completion scripts and licenses.

use super::files::{File, gzip, tar, zip};
use super::release::Release;
use protoward_oracles::error::Error;

/// Returns the archive of a release: its file name and content. It is a `.zip` for Windows.
pub(super) fn of(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let Release { target, version, time, .. } = release;
    let name = format!("protoward-{version}-{}", target.triple);
    let files = files(release)?.into_iter().map(|file| file.below(&name)).collect::<Vec<_>>();
    let is_zip = target.npm.0 == "win32";
    let file_name = format!("{name}{}", if is_zip { ".zip" } else { ".tar.gz" });
    let bytes = if is_zip { zip(&files) } else { tar(&files, *time).and_then(|archive| gzip(&archive)) };
    Ok((file_name.clone(), bytes.map_err(Error::at(file_name.as_ref()))?))
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
