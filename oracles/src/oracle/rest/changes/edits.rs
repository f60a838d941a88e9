//! Edits of HTTP rules, and of the fields that they name.

use super::model::{Field, Method, NAMES, Rule, Side};
use protoward_kit::random::Random;

/// A kind of edit. Returns `false` if it does not apply to the side.
pub(super) type Edit = fn(&mut Side, &mut Random) -> bool;

/// All kinds of edits, by name.
pub(super) const EDITS: &[(&str, Edit)] = &[
    ("another template", |side, random| {
        edit_rule(side, random, |side, rule, method, random| {
            rule.template = side.template(random, &method.input);
        })
    }),
    ("another literal", |side, random| edit_template(side, random, |text| swap(text, &[("/a", "/b"), ("/me", "/v1")]))),
    ("wider", |side, random| {
        edit_template(side, random, |text| swap(text, &[("/a", "/*"), ("/me", "/**"), ("/b", "/*")]))
    }),
    ("narrower", |side, random| {
        edit_template(side, random, |text| swap(text, &[("=**", "=*"), ("/*", "/a"), ("**", "*")]))
    }),
    ("other segments", |side, random| {
        edit_template(side, random, |text| swap(text, &[("=a/*", ""), ("=b/*", "=a/*"), ("/**", "/*")]))
    }),
    ("one segment or several", |side, random| {
        edit_template(side, random, |text| swap(text, &[("}", "=**}"), ("=**", "")]))
    }),
    ("another variable", |side, random| {
        edit_rule(side, random, |side, rule, method, random| {
            if let (Some((front, rest)), Some(path)) =
                (rule.template.clone().split_once('{'), side.scalar_path(random, &method.input))
            {
                let end = rest.find(['=', '}']).unwrap_or_default();
                rule.template = format!("{front}{{{path}{}", &rest[end..]);
            }
        })
    }),
    ("custom verb", |side, random| {
        edit_template(side, random, |text| match text.split_once(':') {
            Some((front, _)) => front.to_owned(),
            None => format!("{text}:run"),
        })
    }),
    ("another HTTP method", |side, random| {
        edit_rule(side, random, |_, rule, _, random| {
            rule.verb = random.pick(&["get", "post", "put", "*"]).copied().unwrap_or_default().to_owned();
        })
    }),
    ("another body", |side, random| {
        edit_rule(side, random, |side, rule, method, random| {
            rule.body = side.body(random, &method.input);
        })
    }),
    ("another response body", |side, random| {
        edit_rule(side, random, |side, rule, method, random| {
            rule.response_body = match side.message(&method.output).and_then(|output| random.pick(&output.fields)) {
                Some(field) if rule.response_body.is_empty() => field.name.clone(),
                _ => String::new(),
            };
        })
    }),
    ("a binding more", |side, random| {
        let old = side.clone();
        edit_method(side, random, |method, random| {
            let rule = old.rule(random, &method.input, &method.output);
            let at = random.below(method.rules.len() + 1);
            method.rules.insert(at, rule);
        })
    }),
    ("a binding less", |side, random| {
        edit_method(side, random, |method, random| {
            let at = random.below(method.rules.len());
            method.rules.remove(at);
        })
    }),
    ("no rule", |side, random| edit_method(side, random, |method, _| method.rules.clear())),
    ("other order", |side, random| edit_method(side, random, |method, _| method.rules.reverse())),
    ("a method more", |side, random| {
        let method = side.method(random, "New".to_owned());
        side.methods.insert(random.below(side.methods.len() + 1), method);
        true
    }),
    ("a method less", |side, random| {
        side.methods.remove(random.below(side.methods.len()));
        true
    }),
    ("a special method more", |side, random| {
        let Some(method) = random.pick(&side.methods).cloned() else { return false };
        let Some(rule) = random.pick(&method.rules).cloned() else { return false };
        let template = match random.below(3) {
            0 => format!("{}:run", rule.template.split(':').next().unwrap_or_default()),
            1 => literal(&rule.template, "me"),
            _ => literal(&literal(&rule.template, "a"), "b"),
        };
        side.methods.push(Method { name: "New".to_owned(), rules: vec![Rule { template, ..rule }], ..method });
        true
    }),
    ("swapped rules", |side, random| {
        let one = random.below(side.methods.len());
        let other = random.below(side.methods.len());
        let rules = side.methods[one].rules.clone();
        side.methods[one].rules = std::mem::replace(&mut side.methods[other].rules, rules);
        one != other
    }),
    ("a renamed field", |side, random| rename(side, random, |_| None)),
    ("a renamed field that keeps its JSON name", |side, random| rename(side, random, |field| Some(field.json_name()))),
    ("another JSON name", |side, random| {
        edit_field(side, random, |field, _| {
            field.json = if field.json.is_some() { None } else { Some(format!("{}Json", field.json_name())) };
        })
    }),
    ("a deleted field", |side, random| {
        let at = random.below(side.messages.len());
        let fields = &mut side.messages[at].fields;
        let can = fields.len() > 1;
        if can {
            fields.remove(random.below(fields.len()));
        }
        can
    }),
    ("a field more", |side, random| {
        let at = random.below(side.messages.len());
        let fields = &mut side.messages[at].fields;
        let number = fields.iter().map(|field| field.number).max().unwrap_or_default() + 1;
        fields.push(Field {
            name: "added".to_owned(),
            number,
            json: None,
            ty: "string".to_owned(),
            is_repeated: false,
        });
        true
    }),
    ("another number", |side, random| edit_field(side, random, |field, _| field.number += 20)),
    ("swapped names", |side, random| {
        let at = random.below(side.messages.len());
        let fields = &mut side.messages[at].fields;
        let one = random.below(fields.len());
        let other = random.below(fields.len());
        let is_alike = fields[one].ty == fields[other].ty && fields[one].is_repeated == fields[other].is_repeated;
        if one == other || !is_alike {
            return false;
        }
        let number = fields[one].number;
        fields[one].number = std::mem::replace(&mut fields[other].number, number);
        true
    }),
    ("no parameter any more", |side, random| {
        edit_field(side, random, |field, _| {
            if field.ty == "Leaf" {
                field.is_repeated = !field.is_repeated;
            }
        })
    }),
    ("streaming", |side, random| {
        edit_method(side, random, |method, random| {
            if random.chance(2) { method.server_streaming ^= true } else { method.client_streaming ^= true }
        })
    }),
];

fn edit_method(side: &mut Side, random: &mut Random, edit: impl Fn(&mut Method, &mut Random)) -> bool {
    let at = random.below(side.methods.len());
    let method = &mut side.methods[at];
    if method.rules.is_empty() {
        return false;
    }
    edit(method, random);
    true
}

fn edit_rule(side: &mut Side, random: &mut Random, edit: impl Fn(&Side, &mut Rule, &Method, &mut Random)) -> bool {
    let old = side.clone();
    edit_method(side, random, |method, random| {
        let at = random.below(method.rules.len());
        let of = method.clone();
        edit(&old, &mut method.rules[at], &of, random);
    })
}

fn edit_template(side: &mut Side, random: &mut Random, edit: impl Fn(&str) -> String) -> bool {
    edit_rule(side, random, |_, rule, _, _| rule.template = edit(&rule.template))
}

fn edit_field(side: &mut Side, random: &mut Random, edit: impl Fn(&mut Field, &mut Random)) -> bool {
    let at = random.below(side.messages.len());
    let fields = &mut side.messages[at].fields;
    let field = random.below(fields.len());
    edit(&mut fields[field], random);
    true
}

/// Renames a field, also in the rules.
fn rename(side: &mut Side, random: &mut Random, json: impl Fn(&Field) -> Option<String>) -> bool {
    let at = random.below(side.messages.len());
    let message = side.messages[at].name.clone();
    let fields = &mut side.messages[at].fields;
    let taken: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let free: Vec<&&str> = NAMES.iter().filter(|name| !taken.iter().any(|taken| taken == *name)).collect();
    let index = random.below(fields.len());
    let field = &mut fields[index];
    let Some(new) = random.pick(&free) else { return false };
    field.json = json(field).or_else(|| field.json.clone());
    let old = std::mem::replace(&mut field.name, (**new).to_owned());
    for method in side.methods.iter_mut() {
        for rule in &mut method.rules {
            if method.output == message && rule.response_body == old {
                rule.response_body = (**new).to_owned();
            }
            if method.input == message {
                if rule.body == old {
                    rule.body = (**new).to_owned();
                }
                for end in ["}", "=", "."] {
                    rule.template = rule.template.replace(&format!("{{{old}{end}"), &format!("{{{new}{end}"));
                }
            }
        }
    }
    true
}

/// Replaces the first of these texts that occurs.
fn swap(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .find(|(old, _)| text.contains(old))
        .map_or_else(|| text.to_owned(), |(old, new)| text.replacen(old, new, 1))
}

/// Returns the template with a literal in place of its first variable or wildcard.
fn literal(text: &str, literal: &str) -> String {
    match (text.find('{'), text.find('}')) {
        (Some(start), Some(end)) => format!("{}{literal}{}", &text[..start], &text[end + 1..]),
        _ => text.replacen('*', literal, 1),
    }
}
