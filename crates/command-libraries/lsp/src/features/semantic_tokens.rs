//! Semantic tokens: names by what they mean, and keywords only where they are some.

use crate::asked::Refusal;
use crate::server::Server;
use lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensResult,
};
use protoward_ide_index::{DeclarationKind, ReferenceKind};
use protoward_syntax::ast::Span;
use protoward_syntax::{PieceKind, TokenKind, Tokens};

/// The types of tokens, in the order of the legend.
const TYPES: [SemanticTokenType; 11] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::COMMENT,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::STRUCT,
    SemanticTokenType::ENUM,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::INTERFACE,
    SemanticTokenType::METHOD,
    SemanticTokenType::DECORATOR,
];

/// Returns the legend: the types of tokens, and their only modifier, which marks declarations.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: vec![SemanticTokenModifier::DECLARATION] }
}

pub(crate) fn full(server: &mut Server, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let file = asked.file();
    let lines = &asked.lines;
    let mut named: Vec<(Span, SemanticTokenType, u32)> = file
        .iter()
        .filter(|(_, it)| !it.name.range().is_empty())
        .map(|(_, it)| (it.name, of_declaration(it.kind), 1))
        .collect();
    for reference in &file.references {
        let ty = match reference.kind {
            ReferenceKind::FieldType
            | ReferenceKind::MapValueType
            | ReferenceKind::MethodType
            | ReferenceKind::Extendee
            | ReferenceKind::AnyType => {
                let target = asked.project.analysis.meaning(asked.id, reference);
                target.map_or(SemanticTokenType::STRUCT, |target| {
                    of_declaration(asked.project.analysis.declaration(target).kind)
                })
            }
            ReferenceKind::Extension => SemanticTokenType::DECORATOR,
            ReferenceKind::Member(_) => SemanticTokenType::PROPERTY,
            ReferenceKind::Value(_) => SemanticTokenType::ENUM_MEMBER,
        };
        named.push((reference.path.span, ty, 0));
    }
    named.sort_by_key(|(span, ..)| span.start);
    let mut data = Encoder { tokens: Vec::new(), line: 0, column: 0 };
    let mut comment = OptionComment::default();
    for piece in Tokens::new(&file.text).pieces() {
        let at = named.partition_point(|(span, ..)| span.end <= piece.span.start);
        let name = named.get(at).filter(|(span, ..)| span.start <= piece.span.start && piece.span.end <= span.end);
        let (ty, modifiers) = match (piece.kind, name) {
            (PieceKind::Trivia(trivia), _) if trivia.is_comment() => (SemanticTokenType::COMMENT, 0),
            (PieceKind::Trivia(_), _) => continue,
            (PieceKind::Token(_), _) if comment.contains(piece.span, &file.text) => (SemanticTokenType::COMMENT, 0),
            (PieceKind::Token(TokenKind::Identifier), Some((_, ty, modifiers))) => (ty.clone(), *modifiers),
            (PieceKind::Token(TokenKind::Identifier), None) => (SemanticTokenType::KEYWORD, 0),
            (PieceKind::Token(TokenKind::String), _) => (SemanticTokenType::STRING, 0),
            (PieceKind::Token(TokenKind::Integer | TokenKind::Float), _) => (SemanticTokenType::NUMBER, 0),
            (PieceKind::Token(TokenKind::Symbol | TokenKind::Unknown | TokenKind::End), _) => continue,
        };
        // A token of the protocol is within one line.
        let mut start = piece.span.range().start;
        for line in piece.span.of(&file.text).split_inclusive('\n') {
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            data.push(lines.range(start..end), &ty, modifiers);
            start += line.len();
        }
    }
    Ok(Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data: data.tokens })))
}

const fn of_declaration(kind: DeclarationKind) -> SemanticTokenType {
    match kind {
        DeclarationKind::Message | DeclarationKind::Group => SemanticTokenType::STRUCT,
        DeclarationKind::Enum => SemanticTokenType::ENUM,
        DeclarationKind::EnumValue => SemanticTokenType::ENUM_MEMBER,
        DeclarationKind::Field | DeclarationKind::Extension | DeclarationKind::Oneof => SemanticTokenType::PROPERTY,
        DeclarationKind::Service => SemanticTokenType::INTERFACE,
        DeclarationKind::Method => SemanticTokenType::METHOD,
    }
}

/// The comment in an option value that starts with the last `#`. It extends to the end of the line or of the value.
#[derive(Default)]
struct OptionComment {
    end: usize,
    /// The number of open braces in the comment.
    depth: u32,
}

impl OptionComment {
    /// Returns `true` for a token in the comment. The tokens are given in order.
    fn contains(&mut self, token: Span, text: &str) -> bool {
        let start = token.range().start;
        match token.of(text) {
            "#" if start >= self.end => {
                let end = text[start..].find('\n').map_or(text.len(), |line| start + line);
                *self = Self { end, depth: 0 };
            }
            "{" => self.depth += 1,
            "}" => match self.depth.checked_sub(1) {
                Some(depth) => self.depth = depth,
                None => self.end = start,
            },
            _ => {}
        }
        start < self.end
    }
}

/// Tokens, each relative to the one before.
struct Encoder {
    tokens: Vec<SemanticToken>,
    line: u32,
    column: u32,
}

impl Encoder {
    fn push(&mut self, range: lsp_types::Range, ty: &SemanticTokenType, token_modifiers_bitset: u32) {
        let start = range.start;
        let length = range.end.character.saturating_sub(range.start.character);
        if length == 0 {
            return;
        }
        let delta_line = start.line - self.line;
        let delta_start = if delta_line == 0 { start.character - self.column } else { start.character };
        let token_type = TYPES.iter().position(|it| it == ty).unwrap_or_default() as u32;
        self.tokens.push(SemanticToken { delta_line, delta_start, length, token_type, token_modifiers_bitset });
        (self.line, self.column) = (start.line, start.character);
    }
}
