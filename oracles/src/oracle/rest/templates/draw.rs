//! Random cases: templates, requests that match them, and queries. Some of each are damaged.

use std::collections::BTreeSet;
use std::fs;

use protoward_http_template::{Segment, Template};
use serde_json::{Value, json};

use crate::alternatives::one_of;
use protoward_kit::corpus::Package;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The texts of literals, which `|` separates. There are few, so that templates and paths overlap.
const LITERALS: &str =
    "a|a|a|b|b|v1|A|%61|a%2Fb|a%2fb|a:b|a%3Ab|caf%C3%A9|.|..|$a|a=b|@|%2A|b%25|~|a+b|%20|:|%7Ba%7D|a:run";

/// The texts of path segments, in addition to literals.
const VALUES: &str =
    "1|x|é|%E2%82%AC|a%2Fb%2fc|%252F|*|**|{a}|x:run|x:a:run|:run|x:|%3Arun||%|%zz|%ff|%C3|a b|%00|x:r%75n|a?b";

const FIELDS: &str = "a|a|b|name|a.b|_x1|book.author.name|A";
const VERBS: &str = "run|run|a|a:run|r%75n|b|%3A";
/// The literals of crowded cases, in which most paths match several templates.
const CROWD: &str = "a|a|b";
const CROWD_VERBS: &str = "run|a:run";

const METHODS: &str = "GET|GET|GET|POST|DELETE|*";
const DAMAGE: &[char] = &['/', '{', '}', '*', ':', '%', '=', '.', 'a', '1', '_', '-', '2', 'F', 'é', ' ', '?', '\0'];
const QUERY: &str = "a|b|=|=|&|&|+|%|%20|%2B|%26|%3D|%C3%A9|%FF|é|;|?|.|1";

/// The input of both sides.
#[derive(Debug)]
pub(super) struct Case {
    /// Methods and templates.
    pub(super) templates: Vec<(String, String)>,
    /// Methods and paths.
    pub(super) requests: Vec<(String, String)>,
    pub(super) queries: Vec<String>,
}

impl Case {
    /// Returns a case without requests and queries.
    pub(super) fn of_templates(texts: &[String]) -> Case {
        let templates = texts.iter().map(|text| ("GET".to_owned(), text.clone())).collect();
        Case { templates, requests: Vec::new(), queries: Vec::new() }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "templates": self.templates, "requests": self.requests, "queries": self.queries })
    }
}

/// Returns the templates of a corpus, as written in its files.
pub(super) fn real_templates(package: &Package) -> Result<Vec<String>, Error> {
    let mut found = BTreeSet::new();
    for tree in package.trees()? {
        for file in &tree.files {
            let path = tree.dir.join(file);
            let text = fs::read_to_string(&path).map_err(Error::at(&path))?;
            found.extend(text.lines().filter_map(template_of).map(str::to_owned));
        }
    }
    Ok(found.into_iter().collect())
}

/// Returns the template in a line such as `get: "/v1/{name=shelves/*}"`.
fn template_of(line: &str) -> Option<&str> {
    let (key, value) = line.trim_start().split_once(':')?;
    let is_rule = ["get", "put", "post", "delete", "patch", "path"].iter().any(|verb| key.ends_with(verb));
    let text = value.trim().strip_prefix('"').filter(|_| is_rule)?.split('"').next()?;
    text.starts_with('/').then_some(text)
}

pub(super) fn case(seed: u64, number: u64, real: &[String]) -> Case {
    let mut draw = TemplateDraw { random: Random::keyed(seed, &[number]), real, is_crowded: number % 2 == 1 };
    let most = if draw.is_crowded { 12 } else { 5 };
    let templates: Vec<(String, String)> = draw.several(most, |draw| (draw.method(), draw.template()));
    let parsed: Vec<Template> = templates.iter().filter_map(|(_, text)| Template::parse(text).ok()).collect();
    let requests = draw.several(8, |draw| (draw.method(), draw.path(&parsed)));
    let queries = draw.several(2, TemplateDraw::query);
    Case { templates, requests, queries }
}

struct TemplateDraw<'a> {
    random: Random,
    real: &'a [String],
    is_crowded: bool,
}

impl TemplateDraw<'_> {
    /// Draws one to `most` values.
    fn several<T>(&mut self, most: usize, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = 1 + self.random.below(most);
        (0..count).map(|_| one(self)).collect()
    }

    fn one_of(&mut self, texts: &'static str) -> &'static str {
        one_of(texts, &mut self.random)
    }

    fn method(&mut self) -> String {
        self.one_of(METHODS).to_owned()
    }

    fn literal(&mut self) -> &'static str {
        self.one_of(if self.is_crowded { CROWD } else { LITERALS })
    }

    fn verb(&mut self) -> &'static str {
        self.one_of(if self.is_crowded { CROWD_VERBS } else { VERBS })
    }

    fn template(&mut self) -> String {
        if self.is_crowded {
            return self.made_template();
        }
        let text = match self.random.below(20) {
            0 => self.noise(),
            1..5 => self.random.pick(self.real).cloned().unwrap_or_default(),
            _ => self.made_template(),
        };
        if self.random.chance(6) { self.damaged(&text) } else { text }
    }

    fn made_template(&mut self) -> String {
        let count = self.random.below(5);
        let segments: Vec<String> = (0..count).map(|_| self.outer_segment()).collect();
        let verb = if self.random.chance(3) { format!(":{}", self.verb()) } else { String::new() };
        format!("/{}{verb}", segments.join("/"))
    }

    fn outer_segment(&mut self) -> String {
        // Two variables for one field are an error, which crowded cases are to avoid.
        if self.random.below(10) > if self.is_crowded { 0 } else { 3 } {
            return self.segment();
        }
        let field = self.one_of(FIELDS);
        if self.random.chance(3) {
            return format!("{{{field}}}");
        }
        format!("{{{field}={}}}", self.several(3, TemplateDraw::segment).join("/"))
    }

    fn segment(&mut self) -> String {
        match self.random.below(10) {
            0..3 => "*".to_owned(),
            3 => "**".to_owned(),
            _ => self.literal().to_owned(),
        }
    }

    /// Draws a path that matches one of the templates. Sometimes, or without templates, it consists of random characters.
    fn path(&mut self, templates: &[Template]) -> String {
        let text = match self.random.pick(templates) {
            Some(template) if !self.random.chance(12) => self.path_for(template),
            _ => self.noise(),
        };
        if self.random.chance(8) { self.damaged(&text) } else { text }
    }

    fn path_for(&mut self, template: &Template) -> String {
        let mut path = String::new();
        for segment in template.segments() {
            let count = if *segment == Segment::Multi { self.random.below(4) } else { 1 };
            for _ in 0..count {
                path.push('/');
                path.push_str(&match segment {
                    Segment::Literal(text) => self.spelled(text),
                    Segment::Single | Segment::Multi => self.value(),
                });
            }
        }
        if path.is_empty() || self.random.chance(12) {
            path.push('/');
        }
        match template.verb() {
            Some(verb) if !self.random.chance(6) => path + ":" + &self.spelled(verb),
            _ if self.random.chance(6) => path + ":" + self.verb(),
            _ => path,
        }
    }

    fn value(&mut self) -> String {
        if self.is_crowded && !self.random.chance(12) {
            return self.literal().to_owned();
        }
        let texts = if self.random.chance(2) { LITERALS } else { VALUES };
        // Errors in a path hide all other differences.
        let text = self.one_of(texts);
        if matches!(text, "%" | "%zz" | "%ff" | "%C3") && !self.random.chance(4) {
            "x".to_owned()
        } else {
            text.to_owned()
        }
    }

    /// Escapes some characters of the text, and always those that are not allowed in a segment.
    fn spelled(&mut self, text: &str) -> String {
        let one_in = if self.random.chance(3) { 2 } else { 50 };
        let mut spelled = String::new();
        for character in text.chars() {
            if !matches!(character, '/' | '%') && !self.random.chance(one_in) {
                spelled.push(character);
                continue;
            }
            let is_lower = self.random.chance(2);
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                spelled.push_str(&if is_lower { format!("%{byte:02x}") } else { format!("%{byte:02X}") });
            }
        }
        spelled
    }

    /// Draws any characters, in most cases after a slash.
    fn noise(&mut self) -> String {
        let length = self.random.below(10);
        let noise: String = (0..length).filter_map(|_| self.random.pick(DAMAGE)).collect();
        if self.random.chance(8) { noise } else { format!("/{noise}") }
    }

    /// Inserts, removes or replaces a character.
    fn damaged(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        let at = self.random.below(characters.len() + 1);
        let new = self.random.pick(DAMAGE).copied();
        let old = match self.random.below(3) {
            0 => at..at,
            _ => at..(at + 1).min(characters.len()),
        };
        let new = new.filter(|_| !self.random.chance(3));
        characters.splice(old, new);
        characters.into_iter().collect()
    }

    fn query(&mut self) -> String {
        let count = self.random.below(12);
        (0..count).map(|_| self.one_of(QUERY)).collect()
    }
}
