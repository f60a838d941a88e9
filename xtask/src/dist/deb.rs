//! The package for Debian and its relatives.
//!
//! Source: Debian Policy, and deb(5): an `ar` archive of a version, control files and data files.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::files::{File, gzip, tar};
use super::release::Release;
use protoward_kit::error::Error;

const MAINTAINER: &str = "protoward authors <authors@protoward.invalid>";

/// The summary, which Debian limits to 80 characters.
const SYNOPSIS: &str = "protobuf compiler, linter, formatter and code generator";

/// The text below the summary, in the form of a control file.
const DESCRIPTION: &str = "\x20One program compiles protobuf schemas, checks them for breaking changes,
 lints and formats them, and generates code: Rust, OpenAPI and Python by
 itself, and any other language with plugins of protoc, whose flags it has.
";

/// Returns the package of a release: its file name and content.
pub(super) fn of(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let architecture = release.target.linux.unwrap_or_default();
    let name = format!("protoward_{}_{architecture}.deb", release.version);
    let bytes = package(release, architecture).map_err(Error::at(name.as_ref()))?;
    Ok((name, bytes))
}

fn package(release: &Release, architecture: &str) -> std::io::Result<Vec<u8>> {
    let data = data(release)?;
    let size: usize = data.iter().map(|file| file.content.len().div_ceil(1024)).sum();
    let control = format!(
        "Package: protoward\nVersion: {}\nSection: devel\nPriority: optional\nArchitecture: {architecture}\n\
         Maintainer: {MAINTAINER}\nInstalled-Size: {size}\nSuggests: git\nDescription: {}\n{DESCRIPTION}",
        release.version, SYNOPSIS,
    );
    let mut sums = String::new();
    for file in &data {
        let _ = writeln!(sums, "{:x}  {}", md5::compute(&file.content), file.path);
    }
    let control = [File::new("./control", control), File::new("./md5sums", sums)];
    let data: Vec<File> = data.into_iter().map(|file| file.below(".")).collect();
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", gzip(&tar(&control, release.time)?)?),
        ("data.tar.gz", gzip(&tar(&data, release.time)?)?),
    ];
    let mut archive = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", release.time, 0, 0, "100644", content.len());
        archive.extend_from_slice(header.as_bytes());
        archive.extend_from_slice(&content);
        // Members begin at even offsets.
        archive.extend(std::iter::repeat_n(b'\n', content.len() % 2));
    }
    Ok(archive)
}

fn data(release: &Release) -> std::io::Result<Vec<File>> {
    let mut files = vec![File::executable("usr/bin/protoward", release.program.clone())];
    for page in &release.manual {
        files.push(File::new(format!("usr/share/man/man1/{}.gz", page.path), gzip(&page.content)?));
    }
    for (shell, script) in &release.completions {
        let path = match *shell {
            "bash" => "usr/share/bash-completion/completions/protoward",
            "zsh" => "usr/share/zsh/vendor-completions/_protoward",
            "fish" => "usr/share/fish/vendor_completions.d/protoward.fish",
            _ => continue,
        };
        files.push(File::new(path, script.as_bytes()));
    }
    let folder = "usr/share/doc/protoward";
    let changes = format!(
        "protoward ({}) unstable; urgency=medium\n\n  * See CHANGELOG.md of the repository.\n\n -- {MAINTAINER}  {}\n",
        release.version,
        mail_date(release.time),
    );
    files.push(File::new(format!("{folder}/changelog.gz"), gzip(changes.as_bytes())?));
    files.push(File::new(format!("{folder}/copyright"), copyright(release)));
    let of_others = release.licenses.iter().filter(|file| file.path == "THIRD-PARTY-LICENSES");
    for file in of_others {
        files.push(File::new(format!("{folder}/{}.gz", file.path), gzip(&file.content)?));
    }
    // The program is static on purpose, so that one package fits all releases of Debian.
    files.push(File::new(
        "usr/share/lintian/overrides/protoward",
        "protoward: shared-library-lacks-prerequisites [usr/bin/protoward]\n\
         protoward: statically-linked-binary [usr/bin/protoward]\n",
    ));
    Ok(files)
}

fn copyright(release: &Release) -> String {
    let mut text = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
                    Upstream-Name: protoward\nComment: THIRD-PARTY-LICENSES.gz has the licenses of the packages that the program \
                    contains.\n\nFiles: *\nCopyright: protoward authors\nLicense: Apache-2.0 or Expat\n\n\
                    License: Apache-2.0\n On Debian systems, the text is in /usr/share/common-licenses/Apache-2.0.\n\n\
                    License: Expat\n"
        .to_owned();
    let mit = release.licenses.iter().find(|file| file.path == "LICENSE-MIT").map(|file| &file.content[..]);
    for line in String::from_utf8_lossy(mit.unwrap_or_default()).lines() {
        let line = line.trim_end();
        let _ = writeln!(text, " {}", if line.is_empty() { "." } else { line });
    }
    text
}

/// Returns a time as in mails, in UTC.
fn mail_date(time: u64) -> String {
    let time = i64::try_from(time).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_default();
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::mail_date;

    #[test]
    fn dates_are_those_of_mails() {
        assert_eq!(mail_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
        assert_eq!(mail_date(1_709_210_096), "Thu, 29 Feb 2024 12:34:56 +0000");
    }
}
