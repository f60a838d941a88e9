//! Settings of the generator: `--openapi_opt=format=json,per=service`.

use super::security::{Scheme, is_url};
use super::versions::SpecVersion;
use protoward_source::nearest;

/// The text format of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Yaml,
    Json,
}

/// The scope of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DocumentScope {
    #[default]
    Package,
    Service,
    /// One document for all services.
    All,
}

/// The names of fields in JSON and in query parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Naming {
    /// `pageSize`
    #[default]
    Json,
    /// `page_size`
    Proto,
}

/// The settings of the generator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OpenApiSettings {
    pub(super) format: Format,
    pub(super) spec: SpecVersion,
    pub(super) per: DocumentScope,
    pub(super) naming: Naming,
    /// `true` to report methods with the same HTTP method and path as warnings instead of errors.
    pub(super) allows_duplicates: bool,
    /// The name of the file with `per=all`.
    pub(super) file: Option<String>,
    pub(super) title: Option<String>,
    pub(super) version: Option<String>,
    pub(super) description: Option<String>,
    pub(super) servers: Vec<String>,
    pub(super) security: Vec<Scheme>,
    /// The path of a service YAML, whose rules replace those of the schema.
    pub(super) service_yaml: Option<String>,
    /// `true` to describe methods without a rule as `POST /package.Service/Method`.
    pub(super) unbound: bool,
    /// The query parameters that the server ignores.
    pub(super) ignored_parameters: Vec<String>,
    /// The full name of the message in the body of errors, instead of `google.rpc.Status`.
    pub(super) error_body: Option<String>,
}

/// The names of all settings, in the order of the documentation.
pub const SETTINGS: [&str; 15] = [
    "format",
    "openapi",
    "per",
    "file",
    "naming",
    "title",
    "version",
    "description",
    "server",
    "security",
    "duplicates",
    "service_yaml",
    "unbound",
    "ignored_parameters",
    "error_body",
];

impl OpenApiSettings {
    /// Parses a parameter of the form `NAME=VALUE`, separated by commas. In values, `\,` stands for a comma and
    /// `\\` for a backslash.
    ///
    /// # Errors
    /// Fails for an unknown setting or value; the text names it.
    pub(super) fn parse(parameter: &str) -> Result<Self, String> {
        let mut settings = Self::default();
        for part in protoward_plugin::parameter_parts(parameter) {
            let (name, value) = part.split_once('=').ok_or_else(|| without_value(&part))?;
            settings.set(name, value)?;
        }
        settings.security.iter().try_for_each(|scheme| scheme.exists_in(settings.spec))?;
        match settings.file {
            Some(_) if settings.per != DocumentScope::All => {
                Err("`file` names the one document of `per=all`; add `per=all`".into())
            }
            _ => Ok(settings),
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name {
            "format" => self.format = choice(name, value, &[("yaml", Format::Yaml), ("json", Format::Json)])?,
            "openapi" => {
                let choices = [("3.1", SpecVersion::V3_1), ("3.0", SpecVersion::V3_0), ("2.0", SpecVersion::V2)];
                self.spec = choice(name, value, &choices)?;
            }
            "per" => {
                let choices = [
                    ("package", DocumentScope::Package),
                    ("service", DocumentScope::Service),
                    ("all", DocumentScope::All),
                ];
                self.per = choice(name, value, &choices)?;
            }
            "naming" => self.naming = choice(name, value, &[("json", Naming::Json), ("proto", Naming::Proto)])?,
            "duplicates" => self.allows_duplicates = choice(name, value, &[("error", false), ("allow", true)])?,
            "file" => self.file = text(),
            "title" => self.title = text(),
            "version" => self.version = text(),
            "description" => self.description = text(),
            "server" if !value.is_empty() && !is_url(value) => {
                return Err(format!("`server={value}` is no URL; write `https://HOST/PATH`, or `/PATH`"));
            }
            "server" => self.servers.extend(text()),
            "security" => self.security.push(Scheme::parse(value)?),
            "service_yaml" => self.service_yaml = text(),
            "unbound" => self.unbound = choice(name, value, &[("true", true), ("false", false)])?,
            "ignored_parameters" => self.ignored_parameters.extend(text()),
            "error_body" => self.error_body = text(),
            _ => return Err(unknown(name)),
        }
        Ok(())
    }
}

fn choice<T: Copy>(name: &str, value: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(known, _)| *known == value).map(|&(_, choice)| choice);
    found.ok_or_else(|| {
        let known: Vec<String> = choices.iter().map(|(known, _)| format!("`{name}={known}`")).collect();
        format!("`{name}={value}` is unknown; there are {}", known.join(", "))
    })
}

/// Returns the error about a setting that is given without a value.
pub fn without_value(name: &str) -> String {
    if SETTINGS.contains(&name) { format!("`{name}` has no value; write `{name}=…`") } else { unknown(name) }
}

fn unknown(name: &str) -> String {
    match nearest(name, SETTINGS).first() {
        Some(near) => format!("unknown option `{name}`; did you mean `{near}`?"),
        None => {
            format!("unknown option `{name}`; there are {}", SETTINGS.map(|name| format!("`{name}`")).join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_a_parameter() {
        let settings = OpenApiSettings::parse(
            r"format=json,,per=all,file=api.json,title=Books\, etc.,server=https://a,server=/b,security=bearer:JWT,security=apiKey:header:X-Key",
        );
        let expected = OpenApiSettings {
            format: Format::Json,
            per: DocumentScope::All,
            file: Some("api.json".into()),
            title: Some("Books, etc.".into()),
            servers: vec!["https://a".into(), "/b".into()],
            security: vec![Scheme::Bearer(Some("JWT".into())), Scheme::ApiKey("header".into(), "X-Key".into())],
            ..OpenApiSettings::default()
        };
        assert_eq!(settings, Ok(expected));
        assert_eq!(OpenApiSettings::parse(""), Ok(OpenApiSettings::default()));
    }

    #[test]
    fn reports_invalid_parameters() {
        for (parameter, words) in [
            ("fromat=json", "unknown option `fromat`; did you mean `format`?"),
            ("format=xml", "`format=xml` is unknown; there are `format=yaml`, `format=json`"),
            ("title", "`title` has no value; write `title=…`"),
            ("openapi=3", "`openapi=3` is unknown; there are `openapi=3.1`, `openapi=3.0`, `openapi=2.0`"),
            ("openapi=3.0,security=mutualTLS", "`security=mutualTLS` needs `openapi=3.1`"),
            ("security=apiKey:cookie:k,openapi=2.0", "`security=apiKey:cookie` needs `openapi=3.0` or `openapi=3.1`"),
            ("server=not a url", "`server=not a url` is no URL; write `https://HOST/PATH`, or `/PATH`"),
            ("unbound=yes", "`unbound=yes` is unknown; there are `unbound=true`, `unbound=false`"),
            ("file=a.yaml", "`file` names the one document of `per=all`; add `per=all`"),
        ] {
            assert_eq!(OpenApiSettings::parse(parameter), Err(words.to_owned()));
        }
    }
}
