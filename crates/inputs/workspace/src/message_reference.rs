//! Messages as users name them: `PATH#format=json,use_proto_names=true`, as in buf. A message is converted from the form of one
//! reference to that of another.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::message_place::MessagePlace;
use protoward_constraints::Validator;
use protoward_dynamic::{Codec, JsonStyle};
use protoward_image::convert::{Form, Input, message_type, read, write_reporting};
use protoward_inputs::Compression;
use protoward_schema::Schema;
use protoward_source::{Place, Report, Sources};

/// A reference to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageReference {
    /// The file or the stream that has the message.
    pub at: MessagePlace,
    /// The encoding; `None` if unspecified.
    pub form: Option<Form>,
    /// The compression, by the extension of the file or by an option.
    pub compression: Compression,
    style: JsonStyle,
}

/// The reason why a reference is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageReferenceError {
    /// There is no path before the `#`.
    #[error("the name is empty")]
    Empty,
    /// A part after the `#` is not `key=value`.
    #[error("`{0}` is not an option; it is `key=value`")]
    NoOption(String),
    /// A `format` that messages do not have.
    #[error("`{0}` is not a format of a message; there are `binpb`, `json`, `txtpb` and `yaml`")]
    UnknownFormat(String),
    /// A `compression` that is not known.
    #[error("`{0}` is not a compression; there are `none`, `gzip` and `zstd`")]
    UnknownCompression(String),
    /// An option that this encoding does not have.
    #[error(
        "the form has no option `{0}`; JSON and YAML have `use_proto_names`, `use_enum_names` and `use_enum_numbers`"
    )]
    UnknownOption(String),
    /// A value that is neither `true` nor `false`.
    #[error("`{0}` is `true` or `false`")]
    NoSwitch(String),
}

type Result<T> = std::result::Result<T, MessageReferenceError>;

impl MessageReference {
    /// Parses a reference.
    ///
    /// # Errors
    /// Fails for unknown options and values.
    pub fn parse(text: &str) -> Result<Self> {
        let (path, options) = text.split_once('#').unwrap_or((text, ""));
        if path.is_empty() {
            return Err(MessageReferenceError::Empty);
        }
        let at = if path == "-" { MessagePlace::Stdin } else { MessagePlace::File(PathBuf::from(path)) };
        let (form, compression) = by_ending(path);
        let mut this = Self { at, form, compression, style: JsonStyle::default() };
        let pairs = options.split(',').filter(|option| !option.is_empty()).map(pair).collect::<Result<Vec<_>>>()?;
        for (_, value) in pairs.iter().filter(|(key, _)| *key == "format") {
            this.form = Some(format(value).ok_or_else(|| MessageReferenceError::UnknownFormat((*value).to_owned()))?);
        }
        for (key, value) in pairs.into_iter().filter(|(key, _)| *key != "format") {
            this.take(key, value)?;
        }
        Ok(this)
    }

    /// Returns the encodings of a conversion. Without an encoding, a message is read as binary. It is written as binary too,
    /// or as JSON if it was read as binary.
    pub(crate) fn forms(from: &Self, to: &Self) -> [Form; 2] {
        let read_as = from.form.map_or(Form::Binary, |_| from.form());
        let otherwise = if read_as == Form::Binary { to.form() } else { Form::Binary };
        [read_as, to.form.map_or(otherwise, |_| to.form())]
    }

    /// Returns the encoding, JSON by default.
    pub fn form(&self) -> Form {
        match self.form {
            Some(form @ (Form::Binary | Form::Text)) => form,
            Some(Form::Json(_)) | None => Form::Json(self.style),
            Some(Form::Yaml(_)) => Form::Yaml(self.style),
        }
    }

    fn take(&mut self, key: &str, value: &str) -> Result<()> {
        let has_style = matches!(self.form, None | Some(Form::Json(_) | Form::Yaml(_)));
        match key {
            "compression" => {
                let all = [Compression::None, Compression::Gzip, Compression::Zstd];
                let known = all.into_iter().find(|known| known.name() == value);
                self.compression = known.ok_or_else(|| MessageReferenceError::UnknownCompression(value.to_owned()))?;
            }
            "use_proto_names" if has_style => self.style.proto_names = switch(key, value)?,
            "use_enum_names" if has_style => self.style.declared_values = switch(key, value)?,
            "use_enum_numbers" if has_style => self.style.enum_numbers = switch(key, value)?,
            _ => return Err(MessageReferenceError::UnknownOption(key.to_owned())),
        }
        Ok(())
    }
}

fn pair(option: &str) -> Result<(&str, &str)> {
    let pair = option.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
    pair.ok_or_else(|| MessageReferenceError::NoOption(option.to_owned()))
}

fn switch(key: &str, value: &str) -> Result<bool> {
    match value {
        "true" | "1" | "t" | "T" | "TRUE" | "True" => Ok(true),
        "false" | "0" | "f" | "F" | "FALSE" | "False" => Ok(false),
        _ => Err(MessageReferenceError::NoSwitch(key.to_owned())),
    }
}

fn format(name: &str) -> Option<Form> {
    Some(match name {
        "bin" | "binpb" => Form::Binary,
        "json" => Form::Json(JsonStyle::default()),
        "txtpb" => Form::Text,
        "yaml" => Form::Yaml(JsonStyle::default()),
        _ => return None,
    })
}

fn by_ending(path: &str) -> (Option<Form>, Compression) {
    let (name, compression) = match (path.strip_suffix(".gz"), path.strip_suffix(".zst")) {
        (Some(name), _) => (name, Compression::Gzip),
        (_, Some(name)) => (name, Compression::Zstd),
        _ => (path, Compression::None),
    };
    let name = name.rsplit('/').next().unwrap_or_default();
    let form = name.rsplit_once('.').and_then(|(_, ending)| match ending {
        "yml" => format("yaml"),
        "bin" | "binpb" | "json" | "txtpb" | "yaml" => format(ending),
        _ => None,
    });
    (form, compression)
}

/// A conversion of a message.
#[derive(Clone, Copy, Debug)]
pub struct MessageConversion<'c> {
    /// The full name of the type of the message.
    pub ty: &'c str,
    /// The message.
    pub from: &'c MessageReference,
    /// The reference with the encoding and the compression of the result.
    pub to: &'c MessageReference,
    /// `true` to convert only a message that passes the rules of `buf.validate`.
    pub is_validated: bool,
}

impl MessageConversion<'_> {
    /// Reads and converts the message. `sources` has the texts of the schema. Returns `None` after errors, which are added to `report`.
    pub fn run(
        &self,
        schema: &Schema,
        stdin: &mut dyn Read,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Vec<u8>> {
        let Self { ty, from, to, is_validated } = *self;
        let ty = message_type(schema, ty).map_err(|diagnostic| report.push(*diagnostic)).ok()?;
        let bytes = from.at.read(from.compression, stdin).map_err(|diagnostic| report.push(*diagnostic)).ok()?;
        let [read_as, write_as] = MessageReference::forms(from, to);
        let text = if read_as == Form::Binary { None } else { std::str::from_utf8(&bytes).ok() };
        let name = from.at.to_string();
        let source = sources.add(&*name, from.at.source_path(), text.map(Arc::from));
        let codec = Codec::new(schema).as_go();
        let message = read(&codec, ty, Input { bytes: &bytes, source, sources }, read_as, report)?;
        if is_validated {
            let validated = Validator::new(schema).validate_named(&message);
            if !validated.is_valid() {
                report.append(validated.report(schema, Place::whole(source), sources));
                return None;
            }
        }
        let bytes = write_reporting(&codec, &message, write_as, source, report)?;
        Some(match to.compression {
            Compression::None => bytes,
            compression => compression.pack(&bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_the_encoding_from_the_extension() {
        let form = |text: &str| MessageReference::parse(text).map(|payload| payload.form());
        let json = Form::Json(JsonStyle::default());
        assert_eq!(form("a.b/c"), Ok(json));
        assert_eq!(form("a.txt"), Ok(json));
        assert_eq!(form("a.json#format=binpb"), Ok(Form::Binary));
        assert_eq!(form("-#format=txtpb"), Ok(Form::Text));
        let style = JsonStyle { proto_names: true, ..JsonStyle::default() };
        assert_eq!(form("a.yaml.gz#use_proto_names=true"), Ok(Form::Yaml(style)));
        assert_eq!(form("a#use_proto_names=true,format=yaml"), Ok(Form::Yaml(style)));
    }

    #[test]
    fn rejects_unknown_options_and_values() {
        for text in
            ["", "#format=json", "a#format=pb", "a.binpb#use_proto_names=true", "a#x=1", "a#x", "a#compression=lz4"]
        {
            assert!(MessageReference::parse(text).is_err(), "{text}");
        }
    }
}
