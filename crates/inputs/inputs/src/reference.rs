//! The parser of input references: `PATH#key=value,key=value` as in buf, and `git:REV`.

use std::path::PathBuf;

use super::error::InputError;
use super::input::{ArchiveInput, Commit, GitInput, ImageFormat, ImageInput, Input, Location, Submodules};
use super::{ArchiveFormat, Compression};
use crate::oci::Reference;
use protoward_source::paths::System;
use protoward_source::stays_inside;

/// The format of an input, from `format=` or the extension. The compression is separate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Folder,
    File,
    Image(ImageFormat),
    Git,
    Tar,
    Zip,
    /// Compressed, with an unknown format.
    Packed,
}

/// The values of `format=`, with the compression that they imply.
const FORMATS: &[(&str, Form, Option<Compression>)] = &[
    ("dir", Form::Folder, None),
    ("protofile", Form::File, None),
    ("git", Form::Git, None),
    ("bin", Form::Image(ImageFormat::Binary), None),
    ("binpb", Form::Image(ImageFormat::Binary), None),
    ("json", Form::Image(ImageFormat::Json), None),
    ("txtpb", Form::Image(ImageFormat::Text), None),
    ("yaml", Form::Image(ImageFormat::Yaml), None),
    ("tar", Form::Tar, None),
    ("zip", Form::Zip, None),
    // Former names in buf.
    ("bingz", Form::Image(ImageFormat::Binary), Some(Compression::Gzip)),
    ("jsongz", Form::Image(ImageFormat::Json), Some(Compression::Gzip)),
    ("targz", Form::Tar, Some(Compression::Gzip)),
];

/// The formats of file extensions.
const ENDINGS: &[(&str, Form)] = &[
    (".proto", Form::File),
    (".git", Form::Git),
    (".bin", Form::Image(ImageFormat::Binary)),
    (".binpb", Form::Image(ImageFormat::Binary)),
    // Names that build systems give to descriptor sets.
    (".pb", Form::Image(ImageFormat::Binary)),
    (".desc", Form::Image(ImageFormat::Binary)),
    (".protoset", Form::Image(ImageFormat::Binary)),
    (".json", Form::Image(ImageFormat::Json)),
    (".txtpb", Form::Image(ImageFormat::Text)),
    (".yaml", Form::Image(ImageFormat::Yaml)),
    (".tar", Form::Tar),
    (".tgz", Form::Tar),
    (".zip", Form::Zip),
];

/// The compressions of final extensions; `.tgz` combines both.
const PACKED_ENDINGS: &[(&str, Compression)] = &[(".gz", Compression::Gzip), (".zst", Compression::Zstd)];

/// The values of `compression=`.
const COMPRESSIONS: &[Compression] = &[Compression::None, Compression::Gzip, Compression::Zstd];

/// Keys that select a commit.
const COMMIT_KEYS: &[&str] = &["branch", "tag", "commit", "ref"];

/// Keys about fetching. Nothing is fetched, so they have no effect.
const FETCH_KEYS: &[&str] = &["depth", "filter"];

/// The key that selects submodules.
const SUBMODULES: &str = "recurse_submodules";

/// The key that adds the files of a package to one of them.
const PACKAGE_FILES: &str = "include_package_files";

impl Input {
    /// Parses a reference.
    ///
    /// # Errors
    /// Fails for unknown forms.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        parse(text)
    }
}

fn parse(text: &str) -> Result<Input, InputError> {
    if let Some(commit) = commit(text)? {
        return Ok(Input::At { commit, input: Box::new(Input::Folder(PathBuf::from("."))) });
    }
    let (path, options) = text.split_once('#').unwrap_or((text, ""));
    if path.is_empty() {
        return Err(InputError::Empty { text: text.to_owned() });
    }
    if !Reference::is_meant(path) && path.contains("://") {
        return Err(InputError::Remote { text: text.to_owned() });
    }
    let mut options = Options::parse(text, options)?;
    let from = location(text, path)?;
    let (form, packed) = options.form()?.unwrap_or_else(|| match from {
        Location::Registry(_) => (Form::Image(ImageFormat::Binary), None),
        Location::Path(_) | Location::Stdin => form_of(path),
    });
    let input = match (form, &from) {
        (Form::Folder, Location::Stdin) => Input::Image(options.image(from, ImageFormat::Binary, packed)?),
        (Form::Folder | Form::Git | Form::File, Location::Registry(_)) => {
            return Err(InputError::RegistryFormat { text: text.to_owned() });
        }
        (Form::Git | Form::File, Location::Stdin) => return Err(InputError::StdinFormat { text: text.to_owned() }),
        (Form::Git, _) => Input::Git(options.git(path)?),
        (Form::Folder, _) => Input::Folder(PathBuf::from(path)),
        (Form::File, _) if options.flag(PACKAGE_FILES)? == Some(true) => Input::Package(PathBuf::from(path)),
        (Form::File, _) => Input::File(PathBuf::from(path)),
        (Form::Image(format), _) => Input::Image(options.image(from, format, packed)?),
        (Form::Tar, _) => {
            let format = ArchiveFormat::Tar(options.compression(path, packed)?);
            Input::Archive(options.archive(from, format)?)
        }
        (Form::Zip, _) => Input::Archive(options.archive(from, ArchiveFormat::Zip)?),
        (Form::Packed, _) => return Err(InputError::UnknownPacked { text: text.to_owned() }),
    };
    options.finish(form)?;
    Ok(input)
}

/// Parses the location of the bytes of an input.
fn location(text: &str, path: &str) -> Result<Location, InputError> {
    if path == "-" {
        return Ok(Location::Stdin);
    }
    if !Reference::is_meant(path) {
        return Ok(Location::Path(PathBuf::from(path)));
    }
    let reference = path.parse::<Reference>();
    reference.map(Location::Registry).map_err(|error| InputError::BadRegistry { text: text.to_owned(), error })
}

/// Parses a reference to a commit of the enclosing repository.
fn commit(text: &str) -> Result<Option<Commit>, InputError> {
    let head = || Box::new(Commit::Head);
    let latest_tag = |prefix: &str| Commit::LatestTag { of: head(), prefix: prefix.to_owned(), counts_own: false };
    let revision = text.strip_prefix("git:").filter(|rest| !rest.starts_with("//"));
    if let Some((prefix, rest)) = text.split_once(':')
        && (revision.is_some() || ["merge-base", "latest-tag"].contains(&prefix))
        && let Some((revision, options)) = with_options(rest)
    {
        return Err(InputError::RevisionOptions {
            prefix: prefix.to_owned(),
            revision: revision.to_owned(),
            options: options.to_owned(),
        });
    }
    let commit = match (revision, text.strip_prefix("merge-base:"), text.strip_prefix("latest-tag:")) {
        (Some(""), ..) | (_, Some(""), _) => return Err(InputError::NoRevision { text: text.to_owned() }),
        (Some(revision), ..) => Commit::Revision(revision.to_owned()),
        (_, Some(with), _) => Commit::MergeBase { of: head(), with: with.to_owned() },
        (.., Some(prefix)) => latest_tag(prefix),
        _ if text == "latest-tag" => latest_tag(""),
        _ => return Ok(None),
    };
    Ok(Some(commit))
}

/// Returns the parts of a revision with options, such as `HEAD~1#subdir=proto`. Git allows `#` in names, so only
/// a key and a value are options.
fn with_options(text: &str) -> Option<(&str, &str)> {
    let (revision, options) = text.split_once('#')?;
    let (key, value) = options.split_once('=')?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (is_key && !value.is_empty()).then_some((revision, options))
}

fn form_of(path: &str) -> (Form, Option<Compression>) {
    let (name, packed) = unpacked_name(path);
    match ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)) {
        Some(&(_, form @ (Form::Image(_) | Form::Tar))) => (form, packed),
        // `.zip` and `.proto` are never compressed again.
        Some(&(_, form)) if packed.is_none() => (form, None),
        None if packed.is_none() => (Form::Folder, None),
        Some(_) | None => (Form::Packed, None),
    }
}

/// Returns a path without its compression extension, and the compression.
fn unpacked_name(path: &str) -> (&str, Option<Compression>) {
    if path.ends_with(".tgz") {
        return (path, Some(Compression::Gzip));
    }
    let ending = PACKED_ENDINGS.iter().find_map(|&(ending, packed)| Some((path.strip_suffix(ending)?, packed)));
    ending.map_or((path, None), |(name, packed)| (name, Some(packed)))
}

/// The options after `#`. Known options are removed, and a remaining one is an error.
struct Options<'a> {
    text: &'a str,
    rest: Vec<(&'a str, &'a str)>,
}

impl<'a> Options<'a> {
    fn parse(text: &'a str, options: &'a str) -> Result<Self, InputError> {
        let mut rest: Vec<(&str, &str)> = Vec::new();
        for option in options.split(',').filter(|option| !option.is_empty()) {
            let pair = option.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
            let (key, value) =
                pair.ok_or_else(|| InputError::BadOption { text: text.to_owned(), option: option.to_owned() })?;
            if rest.iter().any(|(other, _)| *other == key) {
                return Err(InputError::OptionTwice { text: text.to_owned(), key: key.to_owned() });
            }
            rest.push((key, value));
        }
        Ok(Self { text, rest })
    }

    fn take(&mut self, key: &str) -> Option<&'a str> {
        let index = self.rest.iter().position(|(other, _)| *other == key)?;
        Some(self.rest.remove(index).1)
    }

    fn form(&mut self) -> Result<Option<(Form, Option<Compression>)>, InputError> {
        let Some(format) = self.take("format") else { return Ok(None) };
        match FORMATS.iter().find(|(name, ..)| *name == format) {
            Some(&(_, form, packed)) => Ok(Some((form, packed))),
            None => Err(InputError::UnknownFormat {
                text: self.text.to_owned(),
                format: format.to_owned(),
                known: FORMATS.iter().filter(|(_, _, packed)| packed.is_none()).map(|(name, ..)| *name).collect(),
            }),
        }
    }

    fn image(
        &mut self,
        from: Location,
        format: ImageFormat,
        packed: Option<Compression>,
    ) -> Result<ImageInput, InputError> {
        let path = from.to_string();
        Ok(ImageInput { from, format, compression: self.compression(&path, packed)? })
    }

    /// Returns the compression from `compression=`, or the format, or the extension.
    fn compression(&mut self, path: &str, packed: Option<Compression>) -> Result<Compression, InputError> {
        match self.take("compression") {
            Some(name) => COMPRESSIONS.iter().copied().find(|known| known.name() == name).ok_or_else(|| {
                InputError::UnknownCompression { text: self.text.to_owned(), compression: name.to_owned() }
            }),
            None => Ok(packed.or(unpacked_name(path).1).unwrap_or_default()),
        }
    }

    fn archive(&mut self, from: Location, format: ArchiveFormat) -> Result<ArchiveInput, InputError> {
        let count = self.take("strip_components").unwrap_or("0");
        let strip_components = count
            .parse()
            .map_err(|_| InputError::BadStripComponents { text: self.text.to_owned(), value: count.to_owned() })?;
        Ok(ArchiveInput { from, format, strip_components, subdir: self.subdir("archive")? })
    }

    /// Takes the option `subdir`, with `/` as the separator. A backslash separates folders too, since no import can have one.
    fn subdir(&mut self, of: &'static str) -> Result<String, InputError> {
        let given = self.take("subdir").unwrap_or("");
        let subdir = System::Windows.portable(given);
        let subdir = subdir.trim_matches('/');
        if !stays_inside(subdir) {
            return Err(InputError::SubdirEscapes { text: self.text.to_owned(), subdir: given.to_owned(), of });
        }
        Ok(subdir.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/"))
    }

    fn git(&mut self, path: &str) -> Result<GitInput, InputError> {
        let subdir = self.subdir("repository")?;
        let commit = self.commit()?;
        for key in FETCH_KEYS {
            self.take(key);
        }
        Ok(GitInput { repository: PathBuf::from(path), commit, subdir, submodules: self.submodules()? })
    }

    fn submodules(&mut self) -> Result<Submodules, InputError> {
        match self.flag(SUBMODULES)? {
            None => Ok(Submodules::default()),
            Some(true) => Ok(Submodules::All),
            Some(false) => Ok(Submodules::None),
        }
    }

    /// Returns the value of an option that is `true` or `false`.
    fn flag(&mut self, key: &'static str) -> Result<Option<bool>, InputError> {
        let value = self.take(key);
        let wrong = |value: &str| InputError::BadFlag { text: self.text.to_owned(), key, value: value.to_owned() };
        value.map(|value| value.parse().map_err(|_| wrong(value))).transpose()
    }

    /// Returns the commit. With `ref=`, `branch=` only tells buf what to fetch.
    fn commit(&mut self) -> Result<Commit, InputError> {
        let given: Vec<(&str, &str)> =
            COMMIT_KEYS.iter().filter_map(|&key| self.take(key).map(|value| (key, value))).collect();
        match given[..] {
            [] => Ok(Commit::Head),
            [("branch", name)] => Ok(Commit::Branch(name.to_owned())),
            [("tag", name)] => Ok(Commit::Tag(name.to_owned())),
            [("commit" | "ref", name)] | [("branch", _), ("ref", name)] => Ok(Commit::Revision(name.to_owned())),
            _ => Err(InputError::TwoCommits { text: self.text.to_owned() }),
        }
    }

    fn finish(self, form: Form) -> Result<(), InputError> {
        let Some(&(key, _)) = self.rest.first() else { return Ok(()) };
        let text = self.text.to_owned();
        let key = key.to_owned();
        match (form, &*key) {
            (Form::Git, _) => {}
            (_, key) if COMMIT_KEYS.contains(&key) || FETCH_KEYS.contains(&key) || key == SUBMODULES => {
                return Err(InputError::GitOption { text, key: key.to_owned() });
            }
            (Form::Folder | Form::File | Form::Image(_), "subdir") => return Err(InputError::Subdir { text }),
            _ => {}
        }
        match &*key {
            "strip_components" => Err(InputError::ArchiveOption { text, key }),
            "compression" => Err(InputError::NothingPacked { text }),
            _ => Err(InputError::UnknownOption { text, key }),
        }
    }
}
