//! The statements of a file. What the first one says about syntax or edition decides how the others are read.

use super::super::ast::{
    CommentLocations, EnumDecl, File, FileItem, ImportDecl, ImportKind, MessageDecl, PackageDecl, Span, SyntaxDecl,
    VisibilityDecl,
};
use super::super::error::{SyntaxError, SyntaxProblem};
use super::super::expected::IMPORT_PATH;
use super::super::literal;
use super::recovery::exact;
use super::{Dialect, Failed, ParseResult, Parser};

/// Editions that protoc's parser accepts and a later step rejects with the file name.
const EDITIONS_REFUSED_LATER: &[&[u8]] = &[
    b"LEGACY",
    b"1_TEST_ONLY",
    b"2_TEST_ONLY",
    b"99997_TEST_ONLY",
    b"99998_TEST_ONLY",
    b"99999_TEST_ONLY",
    b"UNSTABLE",
    b"MAX",
];

/// Returns whether protoc finds the error only after it has read the file.
pub(super) fn is_refused_later(error: &SyntaxError) -> bool {
    error.problem == SyntaxProblem::UnknownEdition && error.at != error.span.start
}

/// State that statements of a file pass on to later statements.
#[derive(Default)]
struct Head {
    package: Option<Span>,
    option_import: bool,
}

impl Parser<'_> {
    /// Parses `file = (syntax | edition)? statement*`.
    pub(super) fn file(&mut self) -> File {
        let start = self.start();
        let mut file = File { syntax: self.syntax(), ..File::default() };
        let mut head = Head::default();
        while !self.at_end() {
            self.recovery.unwinding = false;
            if self.at_symbol(b'}') {
                self.unmatched();
                continue;
            }
            match self.item(&mut head) {
                Ok(Some(item)) => file.items.push(item),
                Ok(None) => {}
                Err(Failed) => self.recover(),
            }
        }
        file.items = exact(file.items);
        file.span = self.since(start);
        file
    }

    /// Parses `syntax = "…" ;` or `edition = "…" ;`.
    fn syntax(&mut self) -> Option<SyntaxDecl> {
        let start = self.start();
        let before = self.gap;
        let is_edition = self.at_word("edition");
        if !is_edition && !self.at_word("syntax") {
            return None;
        }
        self.advance();
        let value = self.syntax_value();
        let Ok(value) = value else {
            self.dialect = Dialect::Unknown;
            self.recover();
            return None;
        };
        let errors = self.lexer.errors().len();
        let behind = self.semicolon();
        let name = literal::string(self.text, value);
        let known = if is_edition { Dialect::of_edition(&name) } else { Dialect::of_syntax(&name) };
        self.dialect = known.unwrap_or(Dialect::Unknown);
        if known.is_none() && self.lexer.errors().len() == errors {
            let problem = if is_edition { SyntaxProblem::UnknownEdition } else { SyntaxProblem::UnknownSyntax };
            let at = if is_edition && EDITIONS_REFUSED_LATER.contains(&&name[..]) { start } else { value.start };
            self.report_at(problem, value, at);
        }
        Some(SyntaxDecl { span: self.since(start), around: CommentLocations { before, behind }, is_edition, value })
    }

    fn syntax_value(&mut self) -> ParseResult<Span> {
        self.symbol(b'=', "`=`")?;
        self.string("a string, such as `\"proto3\"`")
    }

    /// Parses `statement = import | package | option | message | enum | extend | service | ";"`.
    fn item(&mut self, head: &mut Head) -> ParseResult<Option<FileItem>> {
        if self.eat_symbol(b';') {
            return Ok(None);
        }
        let word = self.word();
        if !matches!(
            word,
            "message" | "enum" | "extend" | "service" | "import" | "package" | "option" | "export" | "local"
        ) {
            return self.no_item(word);
        }
        if matches!(word, "export" | "local") && !self.dialect.has_visibility() {
            return self.no_item(word);
        }
        self.known_statement();
        Ok(match word {
            "message" => self.message(None)?.map(FileItem::Message),
            "enum" => self.enumeration(None)?.map(FileItem::Enum),
            "extend" => self.extend()?.map(FileItem::Extend),
            "service" => self.service()?.map(FileItem::Service),
            "import" => Some(FileItem::Import(self.import(head)?)),
            "package" => Some(FileItem::Package(self.package(head)?)),
            "option" => Some(FileItem::Option(Box::new(self.option_statement()?))),
            _ => self.visible(FileItem::Message, FileItem::Enum)?,
        })
    }

    /// Reports an unknown statement. Consumes the token unless it ends the statement.
    fn no_item(&mut self, word: &str) -> ParseResult<Option<FileItem>> {
        let misplaced = matches!(word, "syntax" | "edition");
        let failed = if misplaced { self.fail(SyntaxProblem::SyntaxNotFirst) } else { self.no_statement() };
        if !self.at_symbol(b'{') && !self.at_conflict() {
            self.advance();
        }
        failed
    }

    /// Parses `import ("public" | "weak" | "option")? string ;`.
    fn import(&mut self, head: &mut Head) -> ParseResult<ImportDecl> {
        let start = self.start();
        let before = self.gap;
        self.advance();
        let kind = match self.word() {
            "public" => ImportKind::Public,
            "weak" => ImportKind::Weak,
            "option" => ImportKind::Option,
            _ => ImportKind::Plain,
        };
        self.check_import(kind, head, start);
        let here = Span::new(self.start(), self.start());
        let kind_span = if kind == ImportKind::Plain { here } else { self.take() };
        let path = self.string(IMPORT_PATH)?;
        let behind = self.semicolon();
        Ok(ImportDecl { span: self.since(start), around: CommentLocations { before, behind }, kind, kind_span, path })
    }

    fn check_import(&mut self, kind: ImportKind, head: &mut Head, start: u32) {
        let word = self.token.span;
        if kind == ImportKind::Option {
            head.option_import = true;
            if !self.dialect.has_option_imports() {
                self.report(SyntaxProblem::OptionImportTooEarly, word);
            }
            return;
        }
        if head.option_import && self.dialect.has_option_imports() {
            let import = Span::new(start, start + "import".len() as u32);
            self.report(SyntaxProblem::ImportBehindOptionImport, import);
        }
        if kind == ImportKind::Weak && self.dialect.lacks_weak_imports() {
            self.report(SyntaxProblem::WeakImportRemoved, word);
        }
    }

    /// Parses `package name ;`.
    fn package(&mut self, head: &mut Head) -> ParseResult<PackageDecl> {
        let start = self.start();
        let before = self.gap;
        match head.package {
            Some(first) => self.report(SyntaxProblem::SecondPackage { first }, self.token.span),
            None => head.package = Some(self.token.span),
        }
        self.advance();
        let name = self.path("the name of a package")?;
        let behind = self.semicolon();
        Ok(PackageDecl { span: self.since(start), around: CommentLocations { before, behind }, name })
    }

    /// Parses `export` or `local` with its message or enum.
    pub(super) fn visible<T>(
        &mut self,
        message: impl FnOnce(MessageDecl) -> T,
        enumeration: impl FnOnce(EnumDecl) -> T,
    ) -> ParseResult<Option<T>> {
        let is_export = self.at_word("export");
        let decl = VisibilityDecl { start: self.take().start, is_export };
        match self.word() {
            "message" => Ok(self.message(Some(decl))?.map(message)),
            "enum" => Ok(self.enumeration(Some(decl))?.map(enumeration)),
            _ => {
                self.report(SyntaxProblem::VisibilityNotHere, decl.span());
                Err(Failed)
            }
        }
    }
}
