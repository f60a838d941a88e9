//! A random small service with messages, methods and HTTP rules: as text for protoward, and as JSON for the judge.

use std::fmt::Write as _;

use serde_json::{Value, json};

use protoward_kit::random::Random;

/// The literals of templates. There are few, so that templates overlap.
const LITERALS: &[&str] = &["a", "b", "me", "v1"];
const CUSTOM_VERBS: &[&str] = &["run", "a:run", "stop"];
const VERBS: &[&str] = &["get", "get", "get", "post", "post", "put", "patch", "delete", "HEAD", "*"];
pub(super) const NAMES: &[&str] =
    &["name", "page_size", "user_id", "note", "is_new", "filter_by", "order_by", "label", "city_name"];

#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) messages: Vec<Message>,
    pub(super) methods: Vec<Method>,
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) number: usize,
    pub(super) json: Option<String>,
    /// A scalar type, or the name of a message.
    pub(super) ty: String,
    pub(super) is_repeated: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Method {
    pub(super) name: String,
    pub(super) input: String,
    pub(super) output: String,
    pub(super) client_streaming: bool,
    pub(super) server_streaming: bool,
    pub(super) rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) verb: String,
    pub(super) template: String,
    pub(super) body: String,
    pub(super) response_body: String,
}

impl Side {
    pub(super) fn draw(random: &mut Random) -> Side {
        let mut messages = vec![message(random, "Leaf", &[], 3), message(random, "Inner", &["Leaf"], 3)];
        messages.extend(["In1", "In2"].map(|name| message(random, name, &["Inner", "Leaf"], 6)));
        messages.extend(["Out1", "Out2"].map(|name| message(random, name, &["Inner", "Leaf"], 4)));
        let mut side = Side { messages, methods: Vec::new() };
        for number in 0..2 + random.below(3) {
            let method = side.method(random, format!("M{number}"));
            side.methods.push(method);
        }
        side
    }

    pub(super) fn method(&self, random: &mut Random, name: String) -> Method {
        let input = format!("In{}", 1 + random.below(2));
        let output = format!("Out{}", 1 + random.below(2));
        let rules = (0..1 + random.below(2)).map(|_| self.rule(random, &input, &output)).collect();
        let client_streaming = random.chance(12);
        let server_streaming = random.chance(6);
        Method { name, input, output, client_streaming, server_streaming, rules }
    }

    pub(super) fn rule(&self, random: &mut Random, input: &str, output: &str) -> Rule {
        let response_body = if random.chance(5) { self.field_name(random, output) } else { String::new() };
        Rule {
            verb: random.pick(VERBS).copied().unwrap_or_default().to_owned(),
            template: self.template(random, input),
            body: self.body(random, input),
            response_body,
        }
    }

    pub(super) fn body(&self, random: &mut Random, input: &str) -> String {
        match random.below(4) {
            0 => "*".to_owned(),
            1 => self.field_name(random, input),
            _ => String::new(),
        }
    }

    pub(super) fn template(&self, random: &mut Random, input: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut has_multi = false;
        let mut bound = Vec::new();
        for _ in 0..1 + random.below(3) {
            let literal = random.pick(LITERALS).copied().unwrap_or_default().to_owned();
            let path = self.scalar_path(random, input).filter(|path| !bound.contains(path));
            match (random.below(5), path) {
                (0 | 1, Some(path)) => {
                    bound.push(path.clone());
                    let pattern = pattern(random, &literal, &mut has_multi);
                    parts.push(format!("{{{path}{pattern}}}"));
                }
                (2, _) if random.chance(3) => parts.push("*".to_owned()),
                _ => parts.push(literal),
            }
        }
        let verb = if random.chance(4) {
            format!(":{}", random.pick(CUSTOM_VERBS).copied().unwrap_or_default())
        } else {
            String::new()
        };
        format!("/{}{verb}", parts.join("/"))
    }

    pub(super) fn message(&self, name: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.name == name)
    }

    fn field_name(&self, random: &mut Random, message: &str) -> String {
        let fields = self.message(message).map_or(&[][..], |message| &message.fields);
        random.pick(fields).map(|field| field.name.clone()).unwrap_or_default()
    }

    /// Draws the path of a field that an HTTP path can bind.
    pub(super) fn scalar_path(&self, random: &mut Random, message: &str) -> Option<String> {
        let fields: Vec<&Field> = self.message(message)?.fields.iter().filter(|field| !field.is_repeated).collect();
        let field = random.pick(&fields)?;
        match self.message(&field.ty) {
            None => Some(field.name.clone()),
            Some(inner) => Some(format!("{}.{}", field.name, self.scalar_path(random, &inner.name)?)),
        }
    }

    pub(super) fn to_json(&self) -> Value {
        let field = |it: &Field| json!({ "name": it.name, "number": it.number, "json": it.json_name(), "type": it.ty, "repeated": it.is_repeated });
        let message = |it: &Message| (it.name.clone(), Value::Array(it.fields.iter().map(field).collect()));
        let rule = |it: &Rule| json!([it.http_method(), it.template, it.body, it.response_body]);
        let method = |it: &Method| {
            json!({
                "name": it.name, "input": it.input, "output": it.output,
                "streams": [it.client_streaming, it.server_streaming],
                "rules": it.rules.iter().map(rule).collect::<Vec<_>>(),
            })
        };
        json!({
            "messages": self.messages.iter().map(message).collect::<serde_json::Map<_, _>>(),
            "methods": self.methods.iter().map(method).collect::<Vec<_>>(),
        })
    }

    pub(super) fn text(&self) -> String {
        let mut text = "syntax = \"proto3\";\npackage p;\nimport \"google/api/annotations.proto\";\n".to_owned();
        for message in &self.messages {
            let fields: String = message.fields.iter().map(Field::text).collect();
            let _ = writeln!(text, "message {} {{\n{fields}}}", message.name);
        }
        let methods: String = self.methods.iter().map(Method::text).collect();
        text + &format!("service S {{\n{methods}}}\n")
    }
}

/// Draws the pattern of a variable, which follows its name.
fn pattern(random: &mut Random, literal: &str, has_multi: &mut bool) -> String {
    match random.below(5) {
        0 if !*has_multi => {
            *has_multi = true;
            "=**".to_owned()
        }
        1 => format!("={literal}/*"),
        2 if !*has_multi => {
            *has_multi = true;
            format!("={literal}/**")
        }
        _ => String::new(),
    }
}

fn message(random: &mut Random, name: &str, inner: &[&str], most: usize) -> Message {
    let count = 1 + random.below(most);
    let mut names: Vec<&str> = random.sample(NAMES.to_vec(), count);
    names.sort_unstable();
    let field = |(index, field): (usize, &&str)| {
        let ty = match random.below(6) {
            0 | 1 if !inner.is_empty() => random.pick(inner).copied().unwrap_or("string"),
            2 => "int32",
            3 => "bool",
            _ => "string",
        };
        let is_repeated = random.chance(6);
        Field { name: (*field).to_owned(), number: index + 1, json: None, ty: ty.to_owned(), is_repeated }
    };
    Message { name: name.to_owned(), fields: names.iter().enumerate().map(field).collect() }
}

impl Field {
    /// Returns the JSON name, as <https://protobuf.dev/programming-guides/json/> defines it.
    pub(super) fn json_name(&self) -> String {
        if let Some(name) = &self.json {
            return name.clone();
        }
        let mut name = String::new();
        for part in self.name.split('_') {
            let mut letters = part.chars();
            match letters.next() {
                Some(first) if !name.is_empty() => name.extend(first.to_uppercase().chain(letters)),
                _ => name.push_str(part),
            }
        }
        name
    }

    fn text(&self) -> String {
        let repeated = if self.is_repeated { "repeated " } else { "" };
        let json = self.json.as_ref().map(|json| format!(" [json_name = \"{json}\"]")).unwrap_or_default();
        format!("  {repeated}{} {} = {}{json};\n", self.ty, self.name, self.number)
    }
}

impl Method {
    fn text(&self) -> String {
        let stream = |is_stream| if is_stream { "stream " } else { "" };
        let from = stream(self.client_streaming);
        let to = stream(self.server_streaming);
        let option = match self.rules.split_first() {
            None => String::new(),
            Some((first, others)) => {
                let others = others.iter().map(|rule| format!(" additional_bindings {{ {} }}", rule.text()));
                let others: String = others.collect();
                format!("    option (google.api.http) = {{ {}{others} }};\n", first.text())
            }
        };
        format!("  rpc {}({from}{}) returns ({to}{}) {{\n{option}  }}\n", self.name, self.input, self.output)
    }
}

impl Rule {
    fn http_method(&self) -> String {
        self.verb.to_uppercase()
    }

    fn text(&self) -> String {
        let Rule { verb, template, body, response_body } = self;
        let pattern = match verb.as_str() {
            "HEAD" | "*" => format!("custom {{ kind: \"{verb}\" path: \"{template}\" }}"),
            verb => format!("{verb}: \"{template}\""),
        };
        let of = |key: &str, value: &str| if value.is_empty() { String::new() } else { format!(" {key}: \"{value}\"") };
        format!("{pattern}{}{}", of("body", body), of("response_body", response_body))
    }
}
