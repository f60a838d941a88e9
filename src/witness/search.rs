//! Writes with the one schema, reads with the other, and keeps the first message that does not come out the same.

use super::case::Case;
use super::rules::{Plan, Recipe};
use super::{Exchange, Version, Witnesses, bytes, reading, values};
use crate::dynamic::{Codec, Data, Message, UnknownKeys};
use crate::schema::{FieldNumber, MessageId, Shape};

/// What travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    Wire,
    Json,
}

/// What the reader made of a message.
pub(super) enum Outcome {
    Read(Message),
    /// It refuses all of it, and says why.
    Refused(String),
}

/// One direction of a case.
pub(super) struct Road<'a> {
    pub(super) writer: Version,
    pub(super) from: &'a Codec<'a>,
    pub(super) to: &'a Codec<'a>,
    pub(super) written: MessageId,
    pub(super) read: MessageId,
    pub(super) case: &'a Case,
    pub(super) recipe: Recipe,
}

impl Witnesses<'_> {
    /// What the old side wrote is looked at first, for it is stored already.
    pub(super) fn search(&self, case: &Case, plan: Plan, medium: Medium) -> Option<Exchange> {
        let directions: &[Version] = match plan.recipe {
            Recipe::Taken => &[Version::New],
            _ => &[Version::Old, Version::New],
        };
        directions.iter().find_map(|&writer| self.road(case, plan.recipe, writer).search(medium))
    }

    fn road<'b>(&'b self, case: &'b Case, recipe: Recipe, writer: Version) -> Road<'b> {
        let (written, read) = match writer {
            Version::Old => (case.old, case.new),
            Version::New => (case.new, case.old),
        };
        let (from, to) = (self.codec(writer), self.codec(writer.other()));
        Road { writer, from, to, written, read, case, recipe }
    }
}

impl Road<'_> {
    fn search(&self, medium: Medium) -> Option<Exchange> {
        let is_set =
            |id: MessageId, codec: &Codec<'_>| codec.schema()[id].options.message_set_wire_format() == Some(true);
        // A message set has a wire format of its own, which gates do not look at either.
        if is_set(self.written, self.from) || is_set(self.read, self.to) {
            return None;
        }
        self.candidates().into_iter().find_map(|message| self.exchange(&message, medium))
    }

    fn candidates(&self) -> Vec<Message> {
        let Some(bare) = self.bare() else { return Vec::new() };
        match self.recipe {
            // Who must send it cannot show what happens without it.
            Recipe::Bare if bare.iter().any(|(number, ..)| self.is_in_focus(number)) => Vec::new(),
            Recipe::Bare | Recipe::Defaults => vec![bare],
            Recipe::Together => self.together(&bare),
            Recipe::Values => {
                let mut all = self.one_by_one(&bare);
                all.push(bare);
                all
            }
            Recipe::Taken => self.one_by_one(&bare),
        }
    }

    /// As little as both sides take, so that nothing but the fields in question can make a difference.
    fn bare(&self) -> Option<Message> {
        let mut message = values::bare(self.from, self.written)?;
        for &wanted in self.to.required(self.read) {
            let wanted = &self.to.schema()[wanted];
            let ours = self.from.field(self.written, wanted.number);
            let is_open = !self.case.numbers.contains(&wanted.number) && message.get(wanted.number).is_none();
            if let Some(id) = ours.filter(|_| is_open)
                && let Some(content) = values::contents(self.from, id, &[]).into_iter().next()
            {
                self.from.put(&mut message, id, content);
            }
        }
        Some(message)
    }

    fn one_by_one(&self, bare: &Message) -> Vec<Message> {
        let mut all = Vec::new();
        for &number in &self.case.numbers {
            let Some(id) = self.from.field(self.written, number) else { continue };
            for content in values::contents(self.from, id, &self.case.enum_values) {
                let mut message = bare.clone();
                self.from.put(&mut message, id, content);
                all.push(message);
            }
        }
        all
    }

    /// Two fields that exclude each other for the reader and not for the writer.
    fn together(&self, bare: &Message) -> Vec<Message> {
        let mut all = Vec::new();
        let members = self.case.numbers.iter().filter_map(|&number| self.to.field(self.read, number));
        for member in members {
            let schema = self.to.schema();
            let Some(oneof) = schema[member].oneof else { continue };
            let number = schema[member].number;
            for rival in schema[oneof].fields.iter().map(|&rival| schema[rival].number).filter(|&it| it != number) {
                all.extend(self.pair(bare, number, rival));
            }
        }
        all
    }

    fn pair(&self, bare: &Message, one: FieldNumber, other: FieldNumber) -> Option<Message> {
        let (one_id, other_id) = (self.from.field(self.written, one)?, self.from.field(self.written, other)?);
        let schema = self.from.schema();
        if schema[one_id].oneof.is_some() && schema[one_id].oneof == schema[other_id].oneof {
            return None;
        }
        let mut message = bare.clone();
        for id in [one_id, other_id] {
            self.from.put(&mut message, id, values::contents(self.from, id, &[]).into_iter().next()?);
        }
        Some(message)
    }

    /// The message with both readings, if they are not the same.
    fn exchange(&self, message: &Message, medium: Medium) -> Option<Exchange> {
        let payload = match medium {
            Medium::Wire => self.from.encode(message),
            Medium::Json => self.from.to_json(message).ok()?.into_bytes(),
        };
        let outcome = self.outcome(&payload, medium, message)?;
        let differs = match &outcome {
            Outcome::Refused(_) => true,
            Outcome::Read(read) if self.recipe == Recipe::Defaults => self.differs_by_default(message, read),
            Outcome::Read(read) => self.focused(self.from, message) != self.focused(self.to, read),
        };
        if !differs {
            return None;
        }
        let pieces = match medium {
            Medium::Wire => bytes::pieces(self.from, self.written, &payload),
            Medium::Json => Vec::new(),
        };
        Some(Exchange {
            writer: self.writer,
            message: full_name(self.from, self.written),
            read_as: full_name(self.to, self.read),
            pieces,
            written: reading::written(self, message),
            read: reading::read(self, message, &outcome),
            is_refused: matches!(outcome, Outcome::Refused(_)),
            payload,
        })
    }

    /// `None` where the reader refuses it for what the finding is not about.
    fn outcome(&self, payload: &[u8], medium: Medium, message: &Message) -> Option<Outcome> {
        let read = match medium {
            Medium::Wire => match self.to.decode_partial(self.read, payload) {
                Ok(read) => read,
                Err(error) => {
                    let is_ours = error.field.is_some_and(|field| self.is_in_focus(field));
                    return is_ours.then_some(Outcome::Refused(error.reason));
                }
            },
            Medium::Json => {
                let text = std::str::from_utf8(payload).ok()?;
                match self.to.from_json(self.read, text, UnknownKeys::Refuse) {
                    Ok(read) => read,
                    Err(error) => {
                        let key = error.key?;
                        let mut keys = message.iter().filter(|(number, ..)| self.is_in_focus(*number));
                        let is_ours = keys.any(|(_, id, _)| self.from.json_key(id) == key);
                        return is_ours.then_some(Outcome::Refused(error.reason));
                    }
                }
            }
        };
        let mut missing = self.to.missing(&read).into_iter();
        match missing.find(|error| error.field.is_some_and(|field| self.is_in_focus(field))) {
            Some(error) => Some(Outcome::Refused(error.reason)),
            None => Some(Outcome::Read(read)),
        }
    }

    fn is_in_focus(&self, number: FieldNumber) -> bool {
        // Fields of a oneof are looked at together; what one loses the other one has.
        self.recipe == Recipe::Together || self.case.numbers.contains(&number)
    }

    /// What a message says in the fields that count.
    fn focused(&self, codec: &Codec<'_>, message: &Message) -> Data {
        let mut data = codec.data(message);
        data.retain(|number, _| self.is_in_focus(FieldNumber(*number)));
        data
    }

    /// Whether an absent field is something else for the reader; what it is taken for stands in its declaration.
    fn differs_by_default(&self, written: &Message, read: &Message) -> bool {
        self.case.numbers.iter().any(|&number| {
            let default = |codec: &Codec<'_>, message: &Message| {
                let id = codec.field(message.ty, number)?;
                let is_single = matches!(codec.schema().shape(id), Shape::Single(_));
                (is_single && message.get(number).is_none()).then(|| reading::default(codec, id))
            };
            match (default(self.from, written), default(self.to, read)) {
                (Some(written), Some(read)) => written != read,
                _ => false,
            }
        })
    }
}

fn full_name(codec: &Codec<'_>, message: MessageId) -> String {
    codec.schema().text(codec.schema()[message].full_name).to_owned()
}
