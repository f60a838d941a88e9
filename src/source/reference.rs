//! Reads input references: `PATH#key=value,key=value`, the way buf writes them, and `git:REV`.

use std::path::PathBuf;

use super::error::InputError;
use super::input::{Commit, GitInput, ImageFormat, Input};
use super::tree::stays_inside;

/// What a reference names, from `format=` or the ending of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Folder,
    File,
    Image(ImageFormat),
    Git,
    Archive,
    Compressed,
}

/// The values of `format=`.
const FORMATS: &[(&str, Form)] = &[
    ("dir", Form::Folder),
    ("protofile", Form::File),
    ("git", Form::Git),
    ("bin", Form::Image(ImageFormat::Binary)),
    ("binpb", Form::Image(ImageFormat::Binary)),
    ("json", Form::Image(ImageFormat::Json)),
    ("txtpb", Form::Image(ImageFormat::Text)),
    ("tar", Form::Archive),
    ("zip", Form::Archive),
];

/// What the ending of a path says.
const ENDINGS: &[(&str, Form)] = &[
    (".proto", Form::File),
    (".git", Form::Git),
    (".bin", Form::Image(ImageFormat::Binary)),
    (".binpb", Form::Image(ImageFormat::Binary)),
    (".json", Form::Image(ImageFormat::Json)),
    (".txtpb", Form::Image(ImageFormat::Text)),
    (".tar", Form::Archive),
    (".tar.gz", Form::Archive),
    (".tar.zst", Form::Archive),
    (".tgz", Form::Archive),
    (".zip", Form::Archive),
    (".gz", Form::Compressed),
    (".zst", Form::Compressed),
];

/// Keys that choose a commit.
const COMMIT_KEYS: &[&str] = &["branch", "tag", "commit", "ref"];

/// Keys that say how to fetch from elsewhere. Nothing is fetched, so they change nothing.
const FETCH_KEYS: &[&str] = &["depth", "recurse_submodules", "filter"];

pub(super) fn parse(text: &str) -> Result<Input, InputError> {
    if let Some(revision) = text.strip_prefix("git:").filter(|rest| !rest.starts_with("//")) {
        return at(revision, text);
    }
    let (path, options) = text.split_once('#').unwrap_or((text, ""));
    if path.is_empty() {
        return Err(InputError::Empty { text: text.to_owned() });
    }
    if path.contains("://") {
        return Err(InputError::Remote { text: text.to_owned() });
    }
    let mut options = Options::parse(text, options)?;
    let form = options.form()?.unwrap_or_else(|| form_of(path));
    let input = match form {
        _ if path == "-" => stdin(form, text)?,
        Form::Git => Input::Git(options.git(path)?),
        Form::Folder => Input::Folder(PathBuf::from(path)),
        Form::File => Input::File(PathBuf::from(path)),
        Form::Image(format) => Input::Image(PathBuf::from(path), format),
        Form::Archive => return Err(InputError::Archive { text: text.to_owned() }),
        Form::Compressed => return Err(InputError::Compressed { text: text.to_owned() }),
    };
    options.finish(form)?;
    Ok(input)
}

fn at(revision: &str, text: &str) -> Result<Input, InputError> {
    if revision.is_empty() {
        return Err(InputError::NoRevision { text: text.to_owned() });
    }
    Ok(Input::At { revision: revision.to_owned(), input: Box::new(Input::Folder(PathBuf::from("."))) })
}

fn stdin(form: Form, text: &str) -> Result<Input, InputError> {
    match form {
        Form::Folder => Ok(Input::Stdin(ImageFormat::Binary)),
        Form::Image(format) => Ok(Input::Stdin(format)),
        Form::File | Form::Git | Form::Archive | Form::Compressed => {
            Err(InputError::StdinFormat { text: text.to_owned() })
        }
    }
}

fn form_of(path: &str) -> Form {
    let matches = ENDINGS.iter().filter(|(ending, _)| path.ends_with(ending));
    matches.max_by_key(|(ending, _)| ending.len()).map_or(Form::Folder, |&(_, form)| form)
}

/// The part behind `#`. Options are taken out as they are understood; what is left over is an error.
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

    fn form(&mut self) -> Result<Option<Form>, InputError> {
        let Some(format) = self.take("format") else { return Ok(None) };
        match FORMATS.iter().find(|(name, _)| *name == format) {
            Some(&(_, form)) => Ok(Some(form)),
            None => Err(InputError::UnknownFormat {
                text: self.text.to_owned(),
                format: format.to_owned(),
                known: FORMATS.iter().map(|(name, _)| *name).collect(),
            }),
        }
    }

    fn git(&mut self, path: &str) -> Result<GitInput, InputError> {
        let subdir = self.take("subdir").unwrap_or("").trim_matches('/');
        if !stays_inside(subdir) {
            return Err(InputError::SubdirEscapes { text: self.text.to_owned(), subdir: subdir.to_owned() });
        }
        let subdir = subdir.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/");
        let commit = self.commit()?;
        for key in FETCH_KEYS {
            self.take(key);
        }
        Ok(GitInput { repository: PathBuf::from(path), commit, subdir })
    }

    /// `branch=` beside `ref=` tells buf what to fetch; the commit is `ref`.
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
        let (text, key) = (self.text.to_owned(), key.to_owned());
        let of_git = COMMIT_KEYS.contains(&&*key) || key == "subdir";
        match form {
            Form::Folder | Form::File | Form::Image(_) if of_git => Err(InputError::GitOption { text, key }),
            _ => Err(InputError::UnknownOption { text, key }),
        }
    }
}
