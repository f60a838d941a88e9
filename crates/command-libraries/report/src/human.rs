//! Text for terminals: frames of miette around source lines, one for each file that a diagnostic is about.

use std::borrow::Cow;
use std::fmt::{self, Write};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use textwrap::{WordSeparator, WordSplitter};

use super::evidence;
use super::picture::one_picture;
use super::snippet::{Snippet, Texts};
use protoward_source::{Diagnostic, Label, Located, Point, Report, Severity, Sources, legible, legible_lines, sorted};

/// The tab width for counting columns.
const TAB_WIDTH: usize = 8;

/// The capabilities of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// `true` if it supports colors.
    pub color: bool,
    /// `true` if it supports Unicode.
    pub unicode: bool,
    /// The width of lines, in columns.
    pub width: usize,
}

/// Formats a report for a terminal: the message, the source lines of every involved file, and the help.
pub fn human(report: &Report, sources: &Sources, style: Style) -> String {
    let mut text = String::new();
    write(report, sources, style, &mut text).expect("a string takes any text");
    text
}

/// Writes the text of [`human`] one diagnostic at a time.
pub(super) fn write(report: &Report, sources: &Sources, style: Style, out: &mut dyn Write) -> fmt::Result {
    let page = Page { theme: theme(style), style, sources, texts: Texts::default() };
    for diagnostic in sorted(report, sources) {
        let mut text = String::new();
        page.write(diagnostic, &mut text)?;
        writeln!(out, "{text}")?;
    }
    Ok(())
}

fn theme(style: Style) -> GraphicalTheme {
    GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    }
}

/// The renderer of a diagnostic.
///
/// A miette report has one source. Places in other files, such as the old side of a comparison, are therefore
/// rendered below as reports without a message.
struct Page<'a> {
    theme: GraphicalTheme,
    style: Style,
    sources: &'a Sources,
    texts: Texts<'a>,
}

impl Page<'_> {
    /// Breaks lines only at spaces, so that paths and names can be copied.
    fn handler(&self) -> GraphicalReportHandler {
        GraphicalReportHandler::new_themed(self.theme.clone())
            .with_width(self.style.width)
            .tab_width(TAB_WIDTH)
            .with_links(false)
            .with_break_words(false)
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .without_syntax_highlighting()
    }

    fn write(&self, diagnostic: &Diagnostic, out: &mut String) -> fmt::Result {
        let mut frames = String::new();
        self.write_frames(diagnostic, &mut frames)?;
        out.push_str(&one_picture(&frames, &self.theme.characters));
        if !diagnostic.versions.is_empty() {
            writeln!(out, "  breaks {}", legible(&diagnostic.versions.join(", ")))?;
        }
        if !diagnostic.consumers.is_empty() {
            writeln!(out, "  {}", legible(&diagnostic.consumers.to_string()))?;
        }
        if let Some(evidence) = &diagnostic.evidence {
            let paint = |text: &str| self.theme.styles.help.style(text).to_string();
            out.push_str(&evidence::lines(evidence, self.style.width, paint));
        }
        match &diagnostic.help {
            Some(help) => self.write_help(&self.handler(), help, out),
            None => Ok(()),
        }
    }

    /// Writes the message and a frame per file.
    fn write_frames(&self, diagnostic: &Diagnostic, out: &mut String) -> fmt::Result {
        let handler = self.handler();
        let labels = labels(diagnostic);
        let groups = by_source(&labels);
        let part = |labels: &[&Label]| MietteReport::new(diagnostic, labels, &self.texts, self.sources);
        let first = part(groups.first().map_or(&[], Vec::as_slice));
        handler.render_report(out, &first)?;
        self.write_bare(&first.bare, out)?;
        for labels in groups.iter().skip(1) {
            let further = part(labels).without_message();
            let mut rendered = String::new();
            handler.render_report(&mut rendered, &further)?;
            // The first line is the empty message.
            out.push_str(rendered.split_once('\n').map_or("", |(_, snippet)| snippet));
            self.write_bare(&further.bare, out)?;
        }
        Ok(())
    }

    /// Writes places without text: in an image, or a whole file.
    fn write_bare(&self, labels: &[Label], out: &mut String) -> fmt::Result {
        for label in labels {
            let Located { path, span } = Located::new(label.place, self.sources);
            let point = span.map(|span| span.start).map(|Point { line, column }| format!(":{line}:{column}"));
            let place = format!("{}{}", legible(path), point.unwrap_or_default());
            write!(
                out,
                "   {}{}[{}]",
                self.theme.characters.hbar,
                self.theme.characters.rarrow,
                self.theme.styles.link.style(place)
            )?;
            match label.text.as_str() {
                "" => writeln!(out)?,
                text => writeln!(out, " {}", legible_lines(text))?,
            }
        }
        Ok(())
    }

    fn write_help(&self, handler: &GraphicalReportHandler, help: &str, out: &mut String) -> fmt::Result {
        let mut rendered = String::new();
        handler.render_report(&mut rendered, &MietteReport::help(help))?;
        out.push_str(rendered.split_once('\n').map_or("", |(_, help)| help));
        Ok(())
    }
}

/// Returns the places to show. A deleted element is shown at its old place.
fn labels(diagnostic: &Diagnostic) -> Cow<'_, [Label]> {
    match (&diagnostic.labels[..], diagnostic.was) {
        ([], Some(place)) => Cow::Owned(vec![Label { place, text: "it was here".to_owned() }]),
        (labels, _) => Cow::Borrowed(labels),
    }
}

/// Groups labels by source, the source of the first label first.
fn by_source(labels: &[Label]) -> Vec<Vec<&Label>> {
    let mut groups: Vec<Vec<&Label>> = Vec::new();
    for label in labels {
        match groups.iter_mut().find(|group| group[0].place.source == label.place.source) {
            Some(group) => group.push(label),
            None => groups.push(vec![label]),
        }
    }
    groups
}

/// A report of miette, with one source.
#[derive(Debug)]
struct MietteReport<'a> {
    code: Option<String>,
    severity: MietteSeverity,
    message: String,
    help: Option<String>,
    snippet: Option<Snippet<'a>>,
    labels: Vec<LabeledSpan>,
    /// The labels without source text.
    bare: Vec<Label>,
}

impl<'a> MietteReport<'a> {
    /// Creates a report with labels of one source.
    fn new(diagnostic: &Diagnostic, labels: &[&Label], texts: &Texts<'a>, sources: &'a Sources) -> Self {
        let snippet = labels.first().and_then(|label| Snippet::new(label.place.source, texts, sources));
        let mut part = Self {
            code: Some(diagnostic.code.as_str().to_owned()),
            severity: match diagnostic.severity {
                Severity::Error => MietteSeverity::Error,
                Severity::Warning => MietteSeverity::Warning,
            },
            message: legible_lines(&diagnostic.message),
            help: None,
            snippet,
            labels: Vec::new(),
            bare: Vec::new(),
        };
        for &label in labels {
            part.add(label);
        }
        part
    }

    fn add(&mut self, label: &Label) {
        let Some(bytes) = self.snippet.as_ref().and_then(|snippet| snippet.bytes(label.place)) else {
            self.bare.push(label.clone());
            return;
        };
        let text = (!label.text.is_empty()).then(|| legible_lines(&label.text));
        let span = (bytes.start, bytes.len());
        // miette names the place of the primary label in the frame.
        let primary = self.labels.is_empty();
        let new = if primary { LabeledSpan::new_primary_with_span } else { LabeledSpan::new_with_span };
        self.labels.push(new(text, span));
    }

    fn without_message(self) -> Self {
        Self { code: None, message: String::new(), ..self }
    }

    fn help(help: &str) -> Self {
        Self {
            code: None,
            severity: MietteSeverity::Error,
            message: String::new(),
            help: Some(legible_lines(help)),
            snippet: None,
            labels: Vec::new(),
            bare: Vec::new(),
        }
    }
}

impl fmt::Display for MietteReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for MietteReport<'_> {}

impl miette::Diagnostic for MietteReport<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<MietteSeverity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}
