//! Templates with their segments, variables and verb.

use std::fmt;
use std::ops::Range;

use crate::error::{TemplateError, TemplateErrorKind};
use crate::escape;

/// A segment of a template.
///
/// `Display` writes the segment as in a path: percent-encoded.
///
/// ```
/// use protoward_http_template::{Segment, Template};
///
/// let template = Template::parse("/caf%c3%a9/{id}/**")?;
/// assert_eq!(template.segments(), [Segment::Literal("café".to_owned()), Segment::Single, Segment::Multi]);
/// assert_eq!(template.segments()[0].to_string(), "caf%C3%A9");
/// # Ok::<(), protoward_http_template::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A text, percent-decoded, that a path must have at this place.
    Literal(String),
    /// `*`: one segment, which is not empty.
    Single,
    /// `**`: any number of segments.
    Multi,
}

impl Segment {
    /// Writes the segment. Escapes `:` in a literal unless `colons`.
    fn write(&self, f: &mut fmt::Formatter<'_>, colons: bool) -> fmt::Result {
        match self {
            Segment::Literal(text) => escape::write(f, text, colons),
            Segment::Single => f.write_str("*"),
            Segment::Multi => f.write_str("**"),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

/// A variable of a template: a request field, and the segments that form its value.
///
/// ```
/// use protoward_http_template::Template;
///
/// let template = Template::parse("/v1/{book.name=shelves/*/books/*}")?;
/// let variable = &template.variables()[0];
/// assert_eq!(variable.field_path(), ["book", "name"]);
/// assert_eq!(variable.dotted(), "book.name");
/// assert_eq!(variable.segments(), 1..5);
/// assert_eq!(variable.span(), 5..14);
/// assert!(variable.is_multi_segment());
/// # Ok::<(), protoward_http_template::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    pub(crate) path: Vec<String>,
    pub(crate) segments: Range<usize>,
    pub(crate) multi: bool,
    pub(crate) span: Range<usize>,
}

impl Variable {
    /// Returns the field names from the request message down to the field of the value.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let template = Template::parse("/v1/{book.name}")?;
    /// assert_eq!(template.variables()[0].field_path(), ["book", "name"]);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn field_path(&self) -> &[String] {
        &self.path
    }

    /// Returns the field path with dots.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// assert_eq!(Template::parse("/v1/{book.name}")?.variables()[0].dotted(), "book.name");
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// Returns the range of [`Template::segments`] that the variable captures.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// assert_eq!(Template::parse("/v1/{name=shelves/*}")?.variables()[0].segments(), 1..3);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn segments(&self) -> Range<usize> {
        self.segments.clone()
    }

    /// Returns the range of bytes of the field path in the text of the template.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// assert_eq!(Template::parse("/v1/{name=shelves/*}")?.variables()[0].span(), 5..9);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Returns whether the value consists of several segments or `**`. In such a value, `/` separates segments, and an
    /// escaped `/` stays escaped.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// assert!(!Template::parse("/v1/{name=*}")?.variables()[0].is_multi_segment());
    /// assert!(Template::parse("/v1/{name=**}")?.variables()[0].is_multi_segment());
    /// assert!(Template::parse("/v1/{name=a/*}")?.variables()[0].is_multi_segment());
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn is_multi_segment(&self) -> bool {
        self.multi
    }
}

/// A part of a template: a segment outside variables, or a variable with its segments.
///
/// ```
/// use protoward_http_template::{TemplatePart, Template};
///
/// // The path of an OpenAPI document.
/// let template = Template::parse("/v1/{name=shelves/*}/books")?;
/// let path: String = template
///     .parts()
///     .map(|part| match part {
///         TemplatePart::Segment(segment) => format!("/{segment}"),
///         TemplatePart::Variable(variable, _) => format!("/{{{}}}", variable.dotted()),
///     })
///     .collect();
/// assert_eq!(path, "/v1/{name}/books");
/// # Ok::<(), protoward_http_template::TemplateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePart<'t> {
    /// A literal or wildcard outside of variables.
    Segment(&'t Segment),
    /// A variable with its segments.
    Variable(&'t Variable, &'t [Segment]),
}

/// A path template of `google.api.http`.
///
/// Templates are equal if their parts are equal. Use [`Template::shape`] to compare the matched paths.
///
/// ```
/// use protoward_http_template::Template;
///
/// let template: Template = "/v1/{name=*}:publish".parse()?;
/// assert_eq!(template.to_string(), "/v1/{name}:publish");
/// # Ok::<(), protoward_http_template::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub(crate) segments: Vec<Segment>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) verb: Option<String>,
    /// The byte range of a `**` that is not the last segment.
    pub(crate) inner_multi: Option<Range<usize>>,
}

impl Template {
    /// Returns the segments, including those of variables.
    ///
    /// ```
    /// use protoward_http_template::{Segment, Template};
    ///
    /// let template = Template::parse("/v1/{name=**}")?;
    /// assert_eq!(template.segments(), [Segment::Literal("v1".to_owned()), Segment::Multi]);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns the variables in template order.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let template = Template::parse("/v1/{shelf}/{book}")?;
    /// let names: Vec<_> = template.variables().iter().map(|variable| variable.dotted()).collect();
    /// assert_eq!(names, ["shelf", "book"]);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Returns the verb, percent-decoded and without `:`.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// assert_eq!(Template::parse("/v1/{name}:cancel")?.verb(), Some("cancel"));
    /// assert_eq!(Template::parse("/v1/{name}")?.verb(), None);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn verb(&self) -> Option<&str> {
        self.verb.as_deref()
    }

    /// Returns the parts in template order.
    ///
    /// ```
    /// use protoward_http_template::{TemplatePart, Template};
    ///
    /// let template = Template::parse("/v1/{name=shelves/*}")?;
    /// let parts: Vec<_> = template.parts().collect();
    /// assert_eq!(parts[0], TemplatePart::Segment(&template.segments()[0]));
    /// assert_eq!(parts[1], TemplatePart::Variable(&template.variables()[0], &template.segments()[1..]));
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    pub fn parts(&self) -> impl Iterator<Item = TemplatePart<'_>> {
        let mut variables = self.variables.iter().peekable();
        let mut at = 0;
        std::iter::from_fn(move || {
            if let Some(variable) = variables.next_if(|variable| variable.segments.start == at) {
                at = variable.segments.end;
                return Some(TemplatePart::Variable(variable, &self.segments[variable.segments.clone()]));
            }
            let segment = self.segments.get(at)?;
            at += 1;
            Some(TemplatePart::Segment(segment))
        })
    }

    /// Returns the set of matched paths as a comparable value.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let one = Template::parse("/v1/{name=shelves/*}")?;
    /// let other = Template::parse("/v1/shelves/{shelf}")?;
    /// assert_eq!(one.shape(), other.shape());
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape { segments: self.segments.clone(), verb: self.verb.clone() }
    }

    /// Returns the rule of `http.proto` that the template violates although it is unambiguous: `**` is not the last
    /// segment. Other implementations may reject such a template.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let departure = Template::parse("/v1/{parent=documents/**}/{id}")?.departure().expect("`**` is not last");
    /// assert_eq!(departure.to_string(), "`**` is not the last segment");
    /// assert_eq!(departure.range(), 22..24);
    /// assert_eq!(Template::parse("/v1/{parent=documents/**}:run")?.departure(), None);
    /// # Ok::<(), protoward_http_template::TemplateError>(())
    /// ```
    #[must_use]
    pub fn departure(&self) -> Option<TemplateError> {
        let range = self.inner_multi.clone()?;
        Some(TemplateError::new(TemplateErrorKind::MultiNotLast, range))
    }
}

impl std::str::FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Template, TemplateError> {
        Template::parse(text)
    }
}

/// Writes the canonical form: `{name}` for `{name=*}`, with only necessary escape sequences in upper case.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.segments.is_empty() {
            return f.write_str("/");
        }
        let mut parts = self.parts().peekable();
        while let Some(part) = parts.next() {
            f.write_str("/")?;
            match part {
                // Without a verb, a `:` in the last segment would start one.
                TemplatePart::Segment(segment) => segment.write(f, self.verb.is_some() || parts.peek().is_some())?,
                TemplatePart::Variable(variable, [Segment::Single]) => write!(f, "{{{}}}", variable.dotted())?,
                TemplatePart::Variable(variable, segments) => {
                    write!(f, "{{{}=", variable.dotted())?;
                    write_segments(f, segments)?;
                    f.write_str("}")?;
                }
            }
        }
        let last_is_literal = matches!(self.parts().last(), Some(TemplatePart::Segment(Segment::Literal(_))));
        write_verb(f, self.verb(), !last_is_literal)
    }
}

/// The set of paths that a template matches: its segments and verb without variable names.
///
/// `Display` writes it as a template without variables.
///
/// ```
/// use protoward_http_template::Template;
///
/// assert_eq!(Template::parse("/v1/{name=shelves/*}:publish")?.shape().to_string(), "/v1/shelves/*:publish");
/// # Ok::<(), protoward_http_template::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    segments: Vec<Segment>,
    verb: Option<String>,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("/")?;
        if let Some((last, others)) = self.segments.split_last() {
            for segment in others {
                write!(f, "{segment}/")?;
            }
            last.write(f, self.verb.is_some())?;
        }
        write_verb(f, self.verb.as_deref(), !matches!(self.segments.last(), Some(Segment::Literal(_))))
    }
}

fn write_segments(f: &mut fmt::Formatter<'_>, segments: &[Segment]) -> fmt::Result {
    for (index, segment) in segments.iter().enumerate() {
        let slash = if index == 0 { "" } else { "/" };
        write!(f, "{slash}{segment}")?;
    }
    Ok(())
}

fn write_verb(f: &mut fmt::Formatter<'_>, verb: Option<&str>, colons: bool) -> fmt::Result {
    let Some(verb) = verb else { return Ok(()) };
    f.write_str(":")?;
    escape::write(f, verb, colons)
}
