pub type Outcome = Result<String, ::protoward_runtime::validate::cel::Failure>;

pub const FUNCTIONS: &[fn(&Subject) -> Outcome] = &[
    // this.flag
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.flag) })() }.map(|it| it.to_string()),
    // !this.flag
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((!this.flag)) })() }.map(|it| it.to_string()),
    // this.small > 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from(this.small) > 1i64)) })() }.map(|it| it.to_string()),
    // this.small + this.number == 5
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add(i64::from(this.small), this.number)? == 5i64)) })() }.map(|it| it.to_string()),
    // this.number / this.small > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::divide(this.number, i64::from(this.small))? > 0i64)) })() }.map(|it| it.to_string()),
    // this.number % this.small == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::remainder(this.number, i64::from(this.small))? == 1i64)) })() }.map(|it| it.to_string()),
    // -this.number < 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::negate(this.number)? < 0i64)) })() }.map(|it| it.to_string()),
    // this.number * this.number >= 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::multiply(this.number, this.number)? >= 0i64)) })() }.map(|it| it.to_string()),
    // this.unsigned - 1u < 10u
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::subtract(u64::from(this.unsigned), 1u64)? < 10u64)) })() }.map(|it| it.to_string()),
    // this.large + 1u > 0u
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add(this.large, 1u64)? > 0u64)) })() }.map(|it| it.to_string()),
    // this.large / 0u == 1u
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::divide(this.large, 0u64)? == 1u64)) })() }.map(|it| it.to_string()),
    // this.single * 2.0 == 3.0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((f64::from(this.single) * 2.0f64) == 3.0f64)) })() }.map(|it| it.to_string()),
    // this.double / 0.0 > 1.0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((this.double / 0.0f64) > 1.0f64)) })() }.map(|it| it.to_string()),
    // this.double == 1.5
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.double == 1.5f64)) })() }.map(|it| it.to_string()),
    // this.double != this.double
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.double != this.double)) })() }.map(|it| it.to_string()),
    // this.small < this.double
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Number::from(i64::from(this.small)) < __cel::Number::from(this.double))) })() }.map(|it| it.to_string()),
    // this.unsigned == 3u
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((u64::from(this.unsigned) == 3u64)) })() }.map(|it| it.to_string()),
    // this.large > this.number
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Number::from(this.large) > __cel::Number::from(this.number))) })() }.map(|it| it.to_string()),
    // 9223372036854775807 + this.number > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add(9223372036854775807i64, this.number)? > 0i64)) })() }.map(|it| it.to_string()),
    // string(this.number)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown(this.number)) })() }.map(|it| it.to_string()),
    // string(this.double)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_double(this.double)) })() }.map(|it| it.to_string()),
    // string(this.large)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown(this.large)) })() }.map(|it| it.to_string()),
    // string(this.flag)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown(this.flag)) })() }.map(|it| it.to_string()),
    // string(this.raw)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(__cel::text_of_bytes((&this.raw[..]))?)) })() }.map(|it| it.to_string()),
    // string(this.duration)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown((match &this.duration { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }))) })() }.map(|it| it.to_string()),
    // string(this.time)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }))) })() }.map(|it| it.to_string()),
    // int(this.double) == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::int_of_double(this.double)? == 1i64)) })() }.map(|it| it.to_string()),
    // int(this.text) > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::int_of_text(this.text.as_str())? > 0i64)) })() }.map(|it| it.to_string()),
    // uint(this.number) == 3u
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::uint_of_int(this.number)? == 3u64)) })() }.map(|it| it.to_string()),
    // double(this.number) / 2.0 == 1.5
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((((this.number as f64) / 2.0f64) == 1.5f64)) })() }.map(|it| it.to_string()),
    // bool(this.text)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::bool_of_text(this.text.as_str())?) })() }.map(|it| it.to_string()),
    // bytes(this.text) == this.raw
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.text.as_str().as_bytes() == (&this.raw[..]))) })() }.map(|it| it.to_string()),
    // int(this.time) > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).seconds() > 0i64)) })() }.map(|it| it.to_string()),
    // int(this.large) == 7
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::int_of_uint(this.large)? == 7i64)) })() }.map(|it| it.to_string()),
    // this.number / this.small > 0 || true
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::or(|| ::core::result::Result::Ok((__cel::divide(this.number, i64::from(this.small))? > 0i64)), || ::core::result::Result::Ok(true))?) })() }.map(|it| it.to_string()),
    // this.number / this.small > 0 && false
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::and(|| ::core::result::Result::Ok((__cel::divide(this.number, i64::from(this.small))? > 0i64)), || ::core::result::Result::Ok(false))?) })() }.map(|it| it.to_string()),
    // false && this.number / this.small > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((false && (__cel::divide(this.number, i64::from(this.small))? > 0i64))) })() }.map(|it| it.to_string()),
    // true || this.number / this.small > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((true || (__cel::divide(this.number, i64::from(this.small))? > 0i64))) })() }.map(|it| it.to_string()),
    // this.flag ? this.number / this.small : 1 > 2 ? 2 : 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown((if this.flag { __cel::divide(this.number, i64::from(this.small))? } else { (if (1i64 > 2i64) { 2i64 } else { 3i64 }) }))) })() }.map(|it| it.to_string()),
    // this.flag ? 'set' : 'unset'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((if this.flag { "set" } else { "unset" }))) })() }.map(|it| it.to_string()),
    // this.flag ? this.text : this.text + '!'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok((if this.flag { __cel::alloc::borrow::Cow::Borrowed(this.text.as_str()) } else { __cel::concat([this.text.as_str(), "!"]) })) })() }.map(|it| it.to_string()),
    // this.flag && this.number / 0 > 0 || this.small > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::or(|| ::core::result::Result::Ok((this.flag && (__cel::divide(this.number, 0i64)? > 0i64))), || ::core::result::Result::Ok((i64::from(this.small) > 0i64)))?) })() }.map(|it| it.to_string()),
    // this.text == 'abc'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.text.as_str() == "abc")) })() }.map(|it| it.to_string()),
    // this.text < 'b'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.text.as_str() < "b")) })() }.map(|it| it.to_string()),
    // this.text.size() == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::length(this.text.as_str()) == 3i64)) })() }.map(|it| it.to_string()),
    // size(this.text) > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::length(this.text.as_str()) > 0i64)) })() }.map(|it| it.to_string()),
    // this.text.contains('b')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.text.as_str().contains("b")) })() }.map(|it| it.to_string()),
    // this.text.startsWith('a') && this.text.endsWith('c')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.text.as_str().starts_with("a") && this.text.as_str().ends_with("c"))) })() }.map(|it| it.to_string()),
    // this.text.matches('^[a-z]+$')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ static PATTERN: __cel::Pattern = __cel::Pattern::new(|| __cel::Pattern::compiled("^[a-z]+$")); PATTERN.matches(this.text.as_str()) })) })() }.map(|it| it.to_string()),
    // this.text.matches(this.type)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::matches(this.text.as_str(), this.r#type.as_str())?) })() }.map(|it| it.to_string()),
    // this.text.lowerAscii() == 'abc'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((&*__cel::lower_ascii(this.text.as_str())) == "abc")) })() }.map(|it| it.to_string()),
    // this.text.upperAscii()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::upper_ascii(this.text.as_str())) })() }.map(|it| it.to_string()),
    // this.text.trim()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(this.text.as_str().trim())) })() }.map(|it| it.to_string()),
    // (this.text + ' ').trim() + '|'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::concat([(&*__cel::detached((&*__cel::concat([this.text.as_str(), " "])).trim())), "|"])) })() }.map(|it| it.to_string()),
    // this.text.reverse()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::reverse(this.text.as_str())) })() }.map(|it| it.to_string()),
    // this.text.charAt(1)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(__cel::char_at(this.text.as_str(), 1i64)?)) })() }.map(|it| it.to_string()),
    // this.text.substring(1)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(__cel::substring_from(this.text.as_str(), 1i64)?)) })() }.map(|it| it.to_string()),
    // this.text.substring(1, 2)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(__cel::substring(this.text.as_str(), 1i64, 2i64)?)) })() }.map(|it| it.to_string()),
    // (this.text + 'x').substring(2, 1)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::detached(__cel::substring((&*__cel::concat([this.text.as_str(), "x"])), 2i64, 1i64)?)) })() }.map(|it| it.to_string()),
    // this.text.indexOf('c')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown(__cel::index_of(this.text.as_str(), "c", 0)?)) })() }.map(|it| it.to_string()),
    // this.text.indexOf('c', 1) == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::index_of(this.text.as_str(), "c", 1i64)? == 2i64)) })() }.map(|it| it.to_string()),
    // this.text.lastIndexOf('c') == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::last_index_of(this.text.as_str(), "c") == 2i64)) })() }.map(|it| it.to_string()),
    // this.text.lastIndexOf('c', 1)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::text_of_shown(__cel::last_index_of_until(this.text.as_str(), "c", 1i64)?)) })() }.map(|it| it.to_string()),
    // this.text.replace('b', 'xx')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::replace(this.text.as_str(), "b", "xx", -1)) })() }.map(|it| it.to_string()),
    // this.text.replace('b', 'xx', 0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::replace(this.text.as_str(), "b", "xx", 0i64)) })() }.map(|it| it.to_string()),
    // this.text.split('b').join('-')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(__cel::split(this.text.as_str(), "b", -1).into_iter().map(|it0| it0), "-")) })() }.map(|it| it.to_string()),
    // this.text.split('', 2).size() == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(__cel::split(this.text.as_str(), "", 2i64).len()) == 2i64)) })() }.map(|it| it.to_string()),
    // (this.text + ',d').split(',').map(t, t.trim()).join(';')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(__cel::detached(__cel::split((&*__cel::concat([this.text.as_str(), ",d"])), ",", -1)).into_iter().map(|it0| __cel::detached((&*it0).trim())).map(|it1| it1), ";")) })() }.map(|it| it.to_string()),
    // strings.quote(this.text)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::quote(this.text.as_str())) })() }.map(|it| it.to_string()),
    // this.texts.join()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(this.texts.as_slice().iter().map(|it0| (*it0).as_str()), "")) })() }.map(|it| it.to_string()),
    // this.texts.join(', ')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(this.texts.as_slice().iter().map(|it0| (*it0).as_str()), ", ")) })() }.map(|it| it.to_string()),
    // this.raw.size() == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size((&this.raw[..]).len()) == 3i64)) })() }.map(|it| it.to_string()),
    // this.raw.contains(b'b') || this.raw.startsWith(b'\xff') || this.raw.endsWith(b'c')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((__cel::bytes_contain((&this.raw[..]), (&b"b"[..])) || (&this.raw[..]).starts_with((&b"\xff"[..]))) || (&this.raw[..]).ends_with((&b"c"[..])))) })() }.map(|it| it.to_string()),
    // this.raw + b'!' == b'abc!'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((&*__cel::concat_bytes([(&this.raw[..]), (&b"!"[..])])) == (&b"abc!"[..]))) })() }.map(|it| it.to_string()),
    // '%s %d %x %.2f %e %b %o %X'.format([this.text, this.number, this.number, this.double, this.double, this.flag, this.large, 'j'])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::format("%s %d %x %.2f %e %b %o %X", &__cel::Value::list(::core::iter::IntoIterator::into_iter([__cel::Value::from(this.text.as_str()), __cel::Value::from(this.number), __cel::Value::from(this.number), __cel::Value::from(this.double), __cel::Value::from(this.double), __cel::Value::from(this.flag), __cel::Value::from(this.large), __cel::Value::from("j")]).map(|it0| it0)))?) })() }.map(|it| it.to_string()),
    // '%s'.format([this.texts])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::format("%s", &__cel::Value::list(::core::iter::IntoIterator::into_iter([this.texts.as_slice().iter().map(|it0| (*it0).as_str()).collect::<__cel::alloc::vec::Vec<_>>()]).map(|it1| __cel::Value::list(it1.into_iter().map(|it2| __cel::Value::from(it2))))))?) })() }.map(|it| it.to_string()),
    // '%s'.format([this.by_text])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::format("%s", &__cel::Value::list(::core::iter::IntoIterator::into_iter([__cel::Value::map(::core::option::Option::Some((&this.by_text)).into_iter().flatten().map(|(it0, it1)| (__cel::Value::from((*it0).as_str()), __cel::Value::from(i64::from((*it1))))))?]).map(|it2| it2)))?) })() }.map(|it| it.to_string()),
    // '%s %s %s'.format([this.wrapped, this.duration, this.time])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::format("%s %s %s", &__cel::Value::list(::core::iter::IntoIterator::into_iter([(match &this.wrapped { ::core::option::Option::Some(it0) => ::core::option::Option::Some(i64::from((*it0))), _ => ::core::option::Option::None }).map(|it4| __cel::Value::from(it4)), ::core::option::Option::Some(__cel::Value::from((match &this.duration { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }))), ::core::option::Option::Some(__cel::Value::from((match &this.time { ::core::option::Option::Some(it2) => ({ let it = it2; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) })))]).map(|it5| __cel::Value::from(it5))))?) })() }.map(|it| it.to_string()),
    // '%d'.format([dyn(this.text)])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::format("%d", &__cel::Value::list(::core::iter::IntoIterator::into_iter([this.text.as_str()]).map(|it0| __cel::Value::from(it0))))?) })() }.map(|it| it.to_string()),
    // this.text.isEmail() || this.text.isHostname() || this.text.isIp() || this.text.isIp(4) || this.text.isUri() || this.text.isUriRef()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((((__cel::is_email(this.text.as_str()) || __cel::is_hostname(this.text.as_str())) || __cel::is_ip(this.text.as_str(), 0)) || ((__cel::is_ip(this.text.as_str(), 4i64) || __cel::is_uri(this.text.as_str())) || __cel::is_uri_reference(this.text.as_str())))) })() }.map(|it| it.to_string()),
    // this.text.isIpPrefix() || this.text.isIpPrefix(6) || this.text.isIpPrefix(true) || this.text.isIpPrefix(4, true) || this.text.isHostAndPort(false)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((((__cel::is_ip_prefix(this.text.as_str(), 0, false) || __cel::is_ip_prefix(this.text.as_str(), 6i64, false)) || __cel::is_ip_prefix(this.text.as_str(), 0, true)) || (__cel::is_ip_prefix(this.text.as_str(), 4i64, true) || __cel::is_host_and_port(this.text.as_str(), false)))) })() }.map(|it| it.to_string()),
    // this.double.isNan() || this.double.isInf() || this.double.isInf(-1)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((this.double.is_nan() || this.double.is_infinite()) || __cel::is_infinite(this.double, (-1i64)))) })() }.map(|it| it.to_string()),
    // has(this.flag) || has(this.double) || has(this.text) || has(this.raw) || has(this.kind)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((((this.flag || (this.double.to_bits() != 0)) || (!this.text.is_empty())) || ((!this.raw.is_empty()) || (this.kind != 0)))) })() }.map(|it| it.to_string()),
    // has(this.inner)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.inner.is_some()) })() }.map(|it| it.to_string()),
    // has(this.inner.inner)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }).is_some_and(|it1| it1.inner.is_some())) })() }.map(|it| it.to_string()),
    // has(this.maybe) ? 'has' : 'not'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((if this.maybe.is_some() { "has" } else { "not" }))) })() }.map(|it| it.to_string()),
    // this.maybe == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.maybe { ::core::option::Option::Some(it0) => i64::from((*it0)), _ => 0i64 }) == 0i64)) })() }.map(|it| it.to_string()),
    // this.maybe_text == ''
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.maybe_text { ::core::option::Option::Some(it0) => (*it0).as_str(), _ => "" }) == "")) })() }.map(|it| it.to_string()),
    // this.inner.inner.text == ''
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match (match (match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => (match &it1.inner { ::core::option::Option::Some(it2) => ::core::option::Option::Some((&**it2)), _ => ::core::option::Option::None }), ::core::option::Option::None => ::core::option::Option::None }) { ::core::option::Option::Some(it3) => it3.text.as_str(), ::core::option::Option::None => "" }) == "")) })() }.map(|it| it.to_string()),
    // this.inner.text + this.inner.inner.text
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::concat([(match (match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => it1.text.as_str(), ::core::option::Option::None => "" }), (match (match (match &this.inner { ::core::option::Option::Some(it2) => ::core::option::Option::Some((&**it2)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it3) => (match &it3.inner { ::core::option::Option::Some(it4) => ::core::option::Option::Some((&**it4)), _ => ::core::option::Option::None }), ::core::option::Option::None => ::core::option::Option::None }) { ::core::option::Option::Some(it5) => it5.text.as_str(), ::core::option::Option::None => "" })])) })() }.map(|it| it.to_string()),
    // this.inner.numbers.size() == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size((match (match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => it1.numbers.as_slice(), ::core::option::Option::None => (&[][..]) }).len()) == 0i64)) })() }.map(|it| it.to_string()),
    // this.inner.by_text.size() == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size((match (match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => ::core::option::Option::Some((&it1.by_text)), ::core::option::Option::None => ::core::option::Option::None }).map_or(0, |map| map.len())) == 0i64)) })() }.map(|it| it.to_string()),
    // this.inner.inner.by_text.all(k, k == '')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((match (match (match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => (match &it1.inner { ::core::option::Option::Some(it2) => ::core::option::Option::Some((&**it2)), _ => ::core::option::Option::None }), ::core::option::Option::None => ::core::option::Option::None }) { ::core::option::Option::Some(it3) => ::core::option::Option::Some((&it3.by_text)), ::core::option::Option::None => ::core::option::Option::None }).into_iter().flat_map(|map| map.keys()).all(|it4| ((*it4).as_str() == ""))) })() }.map(|it| it.to_string()),
    // this.inner.subjects.all(s, s.flag)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((match (match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => it1.subjects.as_slice(), ::core::option::Option::None => (&[][..]) }).iter().all(|it2| it2.flag)) })() }.map(|it| it.to_string()),
    // has(this.chosen_text) || has(this.chosen_number)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((::core::matches!(this.choice, ::core::option::Option::Some(subject::Choice::ChosenText(_))) || ::core::matches!(this.choice, ::core::option::Option::Some(subject::Choice::ChosenNumber(_))))) })() }.map(|it| it.to_string()),
    // this.chosen_text == '' && this.chosen_number == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((((match &this.choice { ::core::option::Option::Some(subject::Choice::ChosenText(it0)) => (*it0).as_str(), _ => "" }) == "") && ((match &this.choice { ::core::option::Option::Some(subject::Choice::ChosenNumber(it1)) => (*it1), _ => 0i64 }) == 0i64))) })() }.map(|it| it.to_string()),
    // this.chosen.text
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((match (match &this.choice { ::core::option::Option::Some(subject::Choice::Chosen(it0)) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => it1.text.as_str(), ::core::option::Option::None => "" }))) })() }.map(|it| it.to_string()),
    // this.chosen.inner.text == this.text
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match (match (match &this.choice { ::core::option::Option::Some(subject::Choice::Chosen(it0)) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => (match &it1.inner { ::core::option::Option::Some(it2) => ::core::option::Option::Some((&**it2)), _ => ::core::option::Option::None }), ::core::option::Option::None => ::core::option::Option::None }) { ::core::option::Option::Some(it3) => it3.text.as_str(), ::core::option::Option::None => "" }) == this.text.as_str())) })() }.map(|it| it.to_string()),
    // this.inner == this.chosen
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::messages_equal((match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }), (match &this.choice { ::core::option::Option::Some(subject::Choice::Chosen(it1)) => ::core::option::Option::Some((&**it1)), _ => ::core::option::Option::None })))) })() }.map(|it| it.to_string()),
    // this.inner != this
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((!__cel::messages_equal((match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }), ::core::option::Option::Some(this)))) })() }.map(|it| it.to_string()),
    // this == this
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::messages_equal(::core::option::Option::Some(this), ::core::option::Option::Some(this)))) })() }.map(|it| it.to_string()),
    // this.inner == null
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ let _ = ((match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }), ()); false })) })() }.map(|it| it.to_string()),
    // this.duration == null
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Value::from((match &this.duration { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) })).equals(&__cel::Value::Null))) })() }.map(|it| it.to_string()),
    // has(this.duration) && has(this.wrapped)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.duration.is_some() && this.wrapped.is_some())) })() }.map(|it| it.to_string()),
    // this.kind == 7
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from(this.kind) == 7i64)) })() }.map(|it| it.to_string()),
    // this.kind == subject.Kind.KIND_NEW
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from(this.kind) == 7i64)) })() }.map(|it| it.to_string()),
    // this.type
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(this.r#type.as_str())) })() }.map(|it| it.to_string()),
    // this.wrapped == null
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.wrapped { ::core::option::Option::Some(it0) => ::core::option::Option::Some(i64::from((*it0))), _ => ::core::option::Option::None }).is_none())) })() }.map(|it| it.to_string()),
    // this.wrapped == 5
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.wrapped { ::core::option::Option::Some(it0) => ::core::option::Option::Some(i64::from((*it0))), _ => ::core::option::Option::None }) == ::core::option::Option::Some(5i64))) })() }.map(|it| it.to_string()),
    // this.wrapped != null && this.wrapped > 4
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((!(match &this.wrapped { ::core::option::Option::Some(it0) => ::core::option::Option::Some(i64::from((*it0))), _ => ::core::option::Option::None }).is_none()) && (__cel::present((match &this.wrapped { ::core::option::Option::Some(it1) => ::core::option::Option::Some(i64::from((*it1))), _ => ::core::option::Option::None }))? > 4i64))) })() }.map(|it| it.to_string()),
    // this.wrapped + 1 > 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add(__cel::present((match &this.wrapped { ::core::option::Option::Some(it0) => ::core::option::Option::Some(i64::from((*it0))), _ => ::core::option::Option::None }))?, 1i64)? > 0i64)) })() }.map(|it| it.to_string()),
    // this.wrapped_text == 'w'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.wrapped_text { ::core::option::Option::Some(it0) => ::core::option::Option::Some((*it0).as_str()), _ => ::core::option::Option::None }) == ::core::option::Option::Some("w"))) })() }.map(|it| it.to_string()),
    // this.wrapped_text.size() == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::length(__cel::present((match &this.wrapped_text { ::core::option::Option::Some(it0) => ::core::option::Option::Some((*it0).as_str()), _ => ::core::option::Option::None }))?) == 1i64)) })() }.map(|it| it.to_string()),
    // this.wrapped_bytes == b'w'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.wrapped_bytes { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&(*it0)[..])), _ => ::core::option::Option::None }) == ::core::option::Option::Some((&b"w"[..])))) })() }.map(|it| it.to_string()),
    // google.protobuf.Int32Value{value: 5} == this.wrapped
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((::core::option::Option::Some(5i64) == (match &this.wrapped { ::core::option::Option::Some(it0) => ::core::option::Option::Some(i64::from((*it0))), _ => ::core::option::Option::None }))) })() }.map(|it| it.to_string()),
    // this.duration > duration('1s')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.duration { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }) > __cel::Duration::of_text("1s")?)) })() }.map(|it| it.to_string()),
    // this.duration + duration('1h') == duration('1h1.5s')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add((match &this.duration { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }), __cel::Duration::of_text("1h")?)? == __cel::Duration::of_text("1h1.5s")?)) })() }.map(|it| it.to_string()),
    // this.time + this.duration > timestamp('2020-01-01T00:00:00Z')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }), (match &this.duration { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }))? > __cel::Timestamp::of_text("2020-01-01T00:00:00Z")?)) })() }.map(|it| it.to_string()),
    // this.time - this.time == duration('0s')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::subtract((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }), (match &this.time { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }))? == __cel::Duration::of_text("0s")?)) })() }.map(|it| it.to_string()),
    // this.time - duration('1s') < this.time
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::subtract((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }), __cel::Duration::of_text("1s")?)? < (match &this.time { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }))) })() }.map(|it| it.to_string()),
    // this.time < now
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { let now = __cel::Timestamp::now(); ::core::result::Result::Ok(((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }) < now)) })() }.map(|it| it.to_string()),
    // this.duration.getSeconds() == 1 && this.duration.getMilliseconds() == 500 && this.duration.getHours() == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((((match &this.duration { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }).part(__cel::Part::Seconds) == 1i64) && ((match &this.duration { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }).part(__cel::Part::Milliseconds) == 500i64)) && ((match &this.duration { ::core::option::Option::Some(it2) => ({ let it = it2; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }).part(__cel::Part::Hours) == 0i64))) })() }.map(|it| it.to_string()),
    // this.time.getFullYear() == 2024 && this.time.getMonth() == 1 && this.time.getDate() == 29 && this.time.getDayOfMonth() == 28
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::FullYear, 0i64) == 2024i64) && ((match &this.time { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::Month, 0i64) == 1i64)) && (((match &this.time { ::core::option::Option::Some(it2) => ({ let it = it2; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::Date, 0i64) == 29i64) && ((match &this.time { ::core::option::Option::Some(it3) => ({ let it = it3; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::DayOfMonth, 0i64) == 28i64)))) })() }.map(|it| it.to_string()),
    // this.time.getDayOfWeek() == 4 && this.time.getDayOfYear() == 59
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::DayOfWeek, 0i64) == 4i64) && ((match &this.time { ::core::option::Option::Some(it1) => ({ let it = it1; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::DayOfYear, 0i64) == 59i64))) })() }.map(|it| it.to_string()),
    // this.time.getHours('+02:00') == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::Hours, 7200i64) == 1i64)) })() }.map(|it| it.to_string()),
    // this.time.getHours(this.type) == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }).part(__cel::Part::Hours, __cel::zone(this.r#type.as_str())?) == 1i64)) })() }.map(|it| it.to_string()),
    // google.protobuf.Duration{seconds: 1, nanos: 500000000} == this.duration
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Duration::of_parts(1i64, 500000000i64) == (match &this.duration { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }), _ => __cel::Duration::of_nanos(0) }))) })() }.map(|it| it.to_string()),
    // timestamp(0) < this.time
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Timestamp::of_seconds(0i64)? < (match &this.time { ::core::option::Option::Some(it0) => ({ let it = it0; __cel::Timestamp::new(it.seconds, it.nanos) }), _ => __cel::Timestamp::of_nanos(0) }))) })() }.map(|it| it.to_string()),
    // duration(this.text) > duration('0s')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Duration::of_text(this.text.as_str())? > __cel::Duration::of_text("0s")?)) })() }.map(|it| it.to_string()),
    // timestamp(this.text) > timestamp(0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Timestamp::of_text(this.text.as_str())? > __cel::Timestamp::of_seconds(0i64)?)) })() }.map(|it| it.to_string()),
    // this.numbers.size() == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(this.numbers.as_slice().len()) == 3i64)) })() }.map(|it| it.to_string()),
    // this.numbers[0] == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((*(__cel::index(this.numbers.as_slice(), 0i64)?))) == 1i64)) })() }.map(|it| it.to_string()),
    // this.numbers[this.number] == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((*(__cel::index(this.numbers.as_slice(), this.number)?))) == 1i64)) })() }.map(|it| it.to_string()),
    // this.numbers[-1] == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((*(__cel::index(this.numbers.as_slice(), (-1i64))?))) == 0i64)) })() }.map(|it| it.to_string()),
    // this.numbers.all(n, n > 0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.numbers.as_slice().iter().all(|it0| (i64::from((*it0)) > 0i64))) })() }.map(|it| it.to_string()),
    // this.numbers.exists(n, 6 / n == 3)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::exists(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok((__cel::divide(6i64, i64::from((*it0)))? == 3i64)))?) })() }.map(|it| it.to_string()),
    // this.numbers.all(n, 6 / n > 0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::all(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok((__cel::divide(6i64, i64::from((*it0)))? > 0i64)))?) })() }.map(|it| it.to_string()),
    // this.numbers.exists_one(n, n == 2)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((this.numbers.as_slice().iter().map(|it0| (i64::from((*it0)) == 2i64)).filter(|is_met| *is_met).take(2).count() == 1)) })() }.map(|it| it.to_string()),
    // this.numbers.exists_one(n, 6 / n == 2)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::exists_one(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok((__cel::divide(6i64, i64::from((*it0)))? == 2i64)))?) })() }.map(|it| it.to_string()),
    // this.numbers.filter(n, n > 1).size() == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(this.numbers.as_slice().iter().filter_map(|it0| if (i64::from((*it0)) > 1i64) { ::core::option::Option::Some(i64::from((*it0))) } else { ::core::option::Option::None }).count()) == 2i64)) })() }.map(|it| it.to_string()),
    // this.numbers.filter(n, 6 / n > 2).size() == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(__cel::filter_map(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok(if (__cel::divide(6i64, i64::from((*it0)))? > 2i64) { ::core::option::Option::Some(i64::from((*it0))) } else { ::core::option::Option::None }))?.len()) == 2i64)) })() }.map(|it| it.to_string()),
    // this.numbers.map(n, n * 2) == [2, 4, 6]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(__cel::filter_map(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok(::core::option::Option::Some(__cel::multiply(i64::from((*it0)), 2i64)?)))?.into_iter(), ::core::iter::IntoIterator::into_iter([2i64, 4i64, 6i64]), |it1, it2| (it1 == it2)))) })() }.map(|it| it.to_string()),
    // this.numbers.map(n, n > 1, n * 2).size() == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(__cel::filter_map(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok(if (i64::from((*it0)) > 1i64) { ::core::option::Option::Some(__cel::multiply(i64::from((*it0)), 2i64)?) } else { ::core::option::Option::None }))?.len()) == 2i64)) })() }.map(|it| it.to_string()),
    // this.numbers.map(n, string(n)).join('+')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(this.numbers.as_slice().iter().map(|it0| __cel::text_of_shown(i64::from((*it0)))).map(|it1| it1), "+")) })() }.map(|it| it.to_string()),
    // this.numbers.unique() && this.texts.unique() && this.doubles.unique() && this.raws.unique()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((__cel::unique(this.numbers.as_slice().iter().map(|it0| i64::from((*it0)))) && __cel::unique(this.texts.as_slice().iter().map(|it1| (*it1).as_str()))) && (__cel::unique_doubles(this.doubles.as_slice().iter().map(|it2| (*it2))) && __cel::unique(this.raws.as_slice().iter().map(|it3| (&(*it3)[..])))))) })() }.map(|it| it.to_string()),
    // this.numbers.map(n, n % 2).unique()
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::unique(__cel::filter_map(this.numbers.as_slice().iter(), |it0| ::core::result::Result::Ok(::core::option::Option::Some(__cel::remainder(i64::from((*it0)), 2i64)?)))?.into_iter().map(|it1| it1))) })() }.map(|it| it.to_string()),
    // 1 in this.numbers
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ let it0 = 1i64; this.numbers.as_slice().iter().any(|it1| (i64::from((*it1)) == it0)) })) })() }.map(|it| it.to_string()),
    // this.small in [1, 2, 3]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ let it0 = i64::from(this.small); ::core::iter::IntoIterator::into_iter([1i64, 2i64, 3i64]).any(|it1| (it1 == it0)) })) })() }.map(|it| it.to_string()),
    // this.text in ['abc', 'd']
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ let it0 = this.text.as_str(); ::core::iter::IntoIterator::into_iter(["abc", "d"]).any(|it1| (it1 == it0)) })) })() }.map(|it| it.to_string()),
    // 'b' in this.texts.map(t, t.lowerAscii())
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ let it1 = "b"; this.texts.as_slice().iter().map(|it0| __cel::lower_ascii((*it0).as_str())).any(|it2| ((&*it2) == it1)) })) })() }.map(|it| it.to_string()),
    // this.texts[1]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((*(__cel::index(this.texts.as_slice(), 1i64)?)).as_str())) })() }.map(|it| it.to_string()),
    // this.texts.filter(t, t != 'b').map(t, t + '!')[0]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::at(this.texts.as_slice().iter().filter_map(|it0| if ((*it0).as_str() != "b") { ::core::option::Option::Some((*it0).as_str()) } else { ::core::option::Option::None }).map(|it1| __cel::concat([it1, "!"])), 0i64)?) })() }.map(|it| it.to_string()),
    // this.texts.map(t, t.split('')).map(l, l.size()) == [1, 1]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(this.texts.as_slice().iter().map(|it0| __cel::split((*it0).as_str(), "", -1)).map(|it1| __cel::size(it1.clone().len())), ::core::iter::IntoIterator::into_iter([1i64, 1i64]), |it2, it3| (it2 == it3)))) })() }.map(|it| it.to_string()),
    // this.texts.map(t, this.numbers.map(n, t + string(n)))[1][0]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::at(__cel::at(this.texts.as_slice().iter().map(|it0| this.numbers.as_slice().iter().map(|it1| __cel::concat([(*it0).as_str(), (&*__cel::text_of_shown(i64::from((*it1))))])).map(|it2| it2).collect::<__cel::alloc::vec::Vec<_>>()), 1i64)?, 0i64)?) })() }.map(|it| it.to_string()),
    // this.texts.exists(t, this.numbers.exists(n, string(n) == t))
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.texts.as_slice().iter().any(|it0| this.numbers.as_slice().iter().any(|it1| ((&*__cel::text_of_shown(i64::from((*it1)))) == (*it0).as_str())))) })() }.map(|it| it.to_string()),
    // (this.texts + ['c']).size() == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(__cel::appended(this.texts.as_slice().iter().map(|it0| (*it0).as_str()).collect::<__cel::alloc::vec::Vec<_>>(), __cel::alloc::vec::Vec::from(["c"])).len()) == 3i64)) })() }.map(|it| it.to_string()),
    // (this.texts + this.texts.map(t, t + t)).join(',')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(__cel::appended(this.texts.as_slice().iter().map(|it1| __cel::alloc::borrow::Cow::Borrowed((*it1).as_str())).collect::<__cel::alloc::vec::Vec<_>>(), this.texts.as_slice().iter().map(|it0| __cel::concat([(*it0).as_str(), (*it0).as_str()])).map(|it2| it2).collect::<__cel::alloc::vec::Vec<_>>()).into_iter().map(|it3| it3), ",")) })() }.map(|it| it.to_string()),
    // this.subjects.all(s, has(s.inner) ? s.inner.small > 0 : s.small > 0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.subjects.as_slice().iter().all(|it0| (if it0.inner.is_some() { ((match (match &it0.inner { ::core::option::Option::Some(it1) => ::core::option::Option::Some((&**it1)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it2) => i64::from(it2.small), ::core::option::Option::None => 0i64 }) > 0i64) } else { (i64::from(it0.small) > 0i64) }))) })() }.map(|it| it.to_string()),
    // this.subjects.map(s, s.text).join(',')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::join(this.subjects.as_slice().iter().map(|it0| it0.text.as_str()).map(|it1| it1), ",")) })() }.map(|it| it.to_string()),
    // this.subjects.filter(s, s.small > 1)[0].text
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed(__cel::at(this.subjects.as_slice().iter().filter_map(|it0| if (i64::from(it0.small) > 1i64) { ::core::option::Option::Some(it0) } else { ::core::option::Option::None }), 0i64)?.text.as_str())) })() }.map(|it| it.to_string()),
    // this.subjects[0].inner.text == ''
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((match (match &(__cel::index(this.subjects.as_slice(), 0i64)?).inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None }) { ::core::option::Option::Some(it1) => it1.text.as_str(), ::core::option::Option::None => "" }) == "")) })() }.map(|it| it.to_string()),
    // this.subjects.exists(s, s == this.inner)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.subjects.as_slice().iter().any(|it0| (__cel::messages_equal(::core::option::Option::Some(it0), (match &this.inner { ::core::option::Option::Some(it1) => ::core::option::Option::Some((&**it1)), _ => ::core::option::Option::None }))))) })() }.map(|it| it.to_string()),
    // this.subjects == [this.inner]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(this.subjects.as_slice().iter(), ::core::iter::IntoIterator::into_iter([(match &this.inner { ::core::option::Option::Some(it0) => ::core::option::Option::Some((&**it0)), _ => ::core::option::Option::None })]), |it1, it2| (__cel::messages_equal(::core::option::Option::Some(it1), it2))))) })() }.map(|it| it.to_string()),
    // this.kinds == [1, 7]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(this.kinds.as_slice().iter(), ::core::iter::IntoIterator::into_iter([1i64, 7i64]), |it0, it1| (i64::from((*it0)) == it1)))) })() }.map(|it| it.to_string()),
    // this.kinds.exists(k, k == 7)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(this.kinds.as_slice().iter().any(|it0| (i64::from((*it0)) == 7i64))) })() }.map(|it| it.to_string()),
    // this.durations.all(d, d > duration('0s'))
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::all(this.durations.as_slice().iter(), |it0| ::core::result::Result::Ok((({ let it = it0; __cel::Duration::new(it.seconds, it.nanos) }) > __cel::Duration::of_text("0s")?)))?) })() }.map(|it| it.to_string()),
    // this.doubles == [1.0, 2.5]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(this.doubles.as_slice().iter(), ::core::iter::IntoIterator::into_iter([1.0f64, 2.5f64]), |it0, it1| ((*it0) == it1)))) })() }.map(|it| it.to_string()),
    // this.doubles[0] in this.doubles
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(({ let it0 = (*(__cel::index(this.doubles.as_slice(), 0i64)?)); this.doubles.as_slice().iter().any(|it1| ((*it1) == it0)) })) })() }.map(|it| it.to_string()),
    // [] == this.texts
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(::core::iter::empty::<__cel::Value<'_>>(), this.texts.as_slice().iter(), |it0, it1| (it0.clone().equals(&__cel::Value::from((*it1).as_str())))))) })() }.map(|it| it.to_string()),
    // [1, 'a', b'x', null, 2.0].size() == 5
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size([__cel::Value::from(1i64), __cel::Value::from("a"), __cel::Value::from((&b"x"[..])), __cel::Value::Null, __cel::Value::from(2.0f64)].len()) == 5i64)) })() }.map(|it| it.to_string()),
    // '%s'.format([[1, 'a', b'x', null, 2.0, duration('1s')]])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::format("%s", &__cel::Value::list(::core::iter::IntoIterator::into_iter([__cel::alloc::vec::Vec::from([__cel::Value::from(1i64), __cel::Value::from("a"), __cel::Value::from((&b"x"[..])), __cel::Value::Null, __cel::Value::from(2.0f64), __cel::Value::from(__cel::Duration::of_text("1s")?)])]).map(|it0| __cel::Value::list(it0.into_iter().map(|it1| it1)))))?) })() }.map(|it| it.to_string()),
    // [1, 2u, 3.0].exists(x, x == 2)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(::core::iter::IntoIterator::into_iter([__cel::Value::from(1i64), __cel::Value::from(2u64), __cel::Value::from(3.0f64)]).any(|it0| (it0.clone().equals(&__cel::Value::from(2i64))))) })() }.map(|it| it.to_string()),
    // [[1, 2], [3]].map(l, l.size()) == [2, 1]
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::lists_equal(::core::iter::IntoIterator::into_iter([__cel::alloc::vec::Vec::from([1i64, 2i64]), __cel::alloc::vec::Vec::from([3i64])]).map(|it0| __cel::size(it0.clone().len())), ::core::iter::IntoIterator::into_iter([2i64, 1i64]), |it1, it2| (it1 == it2)))) })() }.map(|it| it.to_string()),
    // [[1, 2], [3]].map(l, l.map(n, n + 1))[0][1] == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::at(__cel::at(__cel::filter_map(::core::iter::IntoIterator::into_iter([__cel::alloc::vec::Vec::from([1i64, 2i64]), __cel::alloc::vec::Vec::from([3i64])]), |it0| ::core::result::Result::Ok(::core::option::Option::Some(__cel::filter_map(it0.clone().into_iter(), |it1| ::core::result::Result::Ok(::core::option::Option::Some(__cel::add(it1, 1i64)?)))?)))?, 0i64)?, 1i64)? == 3i64)) })() }.map(|it| it.to_string()),
    // [this.text, 'z'].exists(t, t == 'z')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(::core::iter::IntoIterator::into_iter([this.text.as_str(), "z"]).any(|it0| (it0 == "z"))) })() }.map(|it| it.to_string()),
    // dyn(this.number) == dyn(3u)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Number::from(this.number) == __cel::Number::from(3u64))) })() }.map(|it| it.to_string()),
    // dyn(this.text) == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Value::from(this.text.as_str()).equals(&__cel::Value::from(3i64)))) })() }.map(|it| it.to_string()),
    // type(this.number) == int && type(this.text) == string
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((({ let _ = &this.number; "int" }) == "int") && (({ let _ = &this.text.as_str(); "string" }) == "string"))) })() }.map(|it| it.to_string()),
    // this.by_text.size() == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::size(::core::option::Option::Some((&this.by_text)).map_or(0, |map| map.len())) == 2i64)) })() }.map(|it| it.to_string()),
    // this.by_text['a'] == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((*(__cel::required(__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), "a"))?))) == 1i64)) })() }.map(|it| it.to_string()),
    // this.by_text.a == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((*(__cel::required(__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), "a"))?))) == 1i64)) })() }.map(|it| it.to_string()),
    // this.by_text['zz'] == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((*(__cel::required(__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), "zz"))?))) == 1i64)) })() }.map(|it| it.to_string()),
    // has(this.by_text.a) && 'a' in this.by_text
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), "a").is_some() && __cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), "a").is_some())) })() }.map(|it| it.to_string()),
    // this.by_text.all(k, this.by_text[k] > 0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::all(::core::option::Option::Some((&this.by_text)).into_iter().flat_map(|map| map.keys()), |it0| ::core::result::Result::Ok((i64::from((*(__cel::required(__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), (*it0).as_str()))?))) > 0i64)))?) })() }.map(|it| it.to_string()),
    // this.by_text.exists(k, k == 'b')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(::core::option::Option::Some((&this.by_text)).into_iter().flat_map(|map| map.keys()).any(|it0| ((*it0).as_str() == "b"))) })() }.map(|it| it.to_string()),
    // this.by_number[1] == 'one'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((*(__cel::required(__cel::find_number::<i32, _>(::core::option::Option::Some((&this.by_number)), 1i64))?)).as_str() == "one")) })() }.map(|it| it.to_string()),
    // 1 in this.by_number && !(99999999999 in this.by_number)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::find_number::<i32, _>(::core::option::Option::Some((&this.by_number)), 1i64).is_some() && (!__cel::find_number::<i32, _>(::core::option::Option::Some((&this.by_number)), 99999999999i64).is_some()))) })() }.map(|it| it.to_string()),
    // this.by_number.exists(k, this.by_number[k] == 'two')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::exists(::core::option::Option::Some((&this.by_number)).into_iter().flat_map(|map| map.keys()), |it0| ::core::result::Result::Ok(((*(__cel::required(__cel::find_number::<i32, _>(::core::option::Option::Some((&this.by_number)), i64::from((*it0))))?)).as_str() == "two")))?) })() }.map(|it| it.to_string()),
    // this.by_flag[true].text
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((__cel::required(__cel::find::<bool, _>(::core::option::Option::Some((&this.by_flag)), &true))?).text.as_str())) })() }.map(|it| it.to_string()),
    // false in this.by_flag
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::find::<bool, _>(::core::option::Option::Some((&this.by_flag)), &false).is_some()) })() }.map(|it| it.to_string()),
    // this.times[1u] > timestamp(0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((({ let it = (__cel::required(__cel::find_number::<u64, _>(::core::option::Option::Some((&this.times)), 1u64))?); __cel::Timestamp::new(it.seconds, it.nanos) }) > __cel::Timestamp::of_seconds(0i64)?)) })() }.map(|it| it.to_string()),
    // this.by_text == {'a': 1, 'b': 2}
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Value::map(::core::option::Option::Some((&this.by_text)).into_iter().flatten().map(|(it0, it1)| (__cel::Value::from((*it0).as_str()), __cel::Value::from(i64::from((*it1))))))?.equals(&__cel::Value::map([(__cel::Value::from("a"), __cel::Value::from(1i64)), (__cel::Value::from("b"), __cel::Value::from(2i64))])?))) })() }.map(|it| it.to_string()),
    // {'a': 1, 'b': 2}.all(k, k in this.by_text)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::all(__cel::Value::map([(__cel::Value::from("a"), __cel::Value::from(1i64)), (__cel::Value::from("b"), __cel::Value::from(2i64))])?.elements()?.into_iter(), |it0| ::core::result::Result::Ok(__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), (&*it0.clone().text()?)).is_some()))?) })() }.map(|it| it.to_string()),
    // {'a': 1}['a'] + 1 == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::add(__cel::Value::map([(__cel::Value::from("a"), __cel::Value::from(1i64))])?.at(&__cel::Value::from("a"))?.int()?, 1i64)? == 2i64)) })() }.map(|it| it.to_string()),
    // {this.text: 1}['abc'] == 1
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Value::map([(__cel::Value::from(this.text.as_str()), __cel::Value::from(1i64))])?.at(&__cel::Value::from("abc"))?.int()? == 1i64)) })() }.map(|it| it.to_string()),
    // {'a': 1, this.text: 2}.size() == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((__cel::Value::map([(__cel::Value::from("a"), __cel::Value::from(1i64)), (__cel::Value::from(this.text.as_str()), __cel::Value::from(2i64))])?.size()? == 2i64)) })() }.map(|it| it.to_string()),
    // this.text in {'abc': true}
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::Value::from(this.text.as_str()).is_in(&__cel::Value::map([(__cel::Value::from("abc"), __cel::Value::from(true))])?)?) })() }.map(|it| it.to_string()),
];

pub const PLACES: &[fn(&Subject) -> Outcome] = &[
    // this == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from(this.small) == 2i64)) })() }.map(|it| it.to_string()),
    // this.size() == 3 ? this : ''
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((if (__cel::length(this.text.as_str()) == 3i64) { this.text.as_str() } else { "" }))) })() }.map(|it| it.to_string()),
    // this == b'abc'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((&this.raw[..]) == (&b"abc"[..]))) })() }.map(|it| it.to_string()),
    // this == 7
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from(this.kind) == 7i64)) })() }.map(|it| it.to_string()),
    // this == 5 && this > 4
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((::core::option::Option::Some(i64::from(5)) == ::core::option::Option::Some(5i64)) && (__cel::present(::core::option::Option::Some(i64::from(5)))? > 4i64))) })() }.map(|it| it.to_string()),
    // this > duration('1s')
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((({ let it = this.duration.as_ref().unwrap(); __cel::Duration::new(it.seconds, it.nanos) }) > __cel::Duration::of_text("1s")?)) })() }.map(|it| it.to_string()),
    // has(this.text) ? this.text : ''
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((if (!this.inner.as_deref().unwrap().text.is_empty()) { this.inner.as_deref().unwrap().text.as_str() } else { "" }))) })() }.map(|it| it.to_string()),
    // this + '!'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::concat(["x".to_owned().as_str(), "!"])) })() }.map(|it| it.to_string()),
    // this.all(n, n > 0) && this.size() == 3
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((&this.numbers).as_slice().iter().all(|it0| (i64::from((*it0)) > 0i64)) && (__cel::size((&this.numbers).as_slice().len()) == 3i64))) })() }.map(|it| it.to_string()),
    // this == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from(this.numbers[1]) == 2i64)) })() }.map(|it| it.to_string()),
    // this.all(k, this[k] > 0)
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::all(::core::option::Option::Some((&this.by_text)).into_iter().flat_map(|map| map.keys()), |it0| ::core::result::Result::Ok((i64::from((*(__cel::required(__cel::find::<str, _>(::core::option::Option::Some((&this.by_text)), (*it0).as_str()))?))) > 0i64)))?) })() }.map(|it| it.to_string()),
    // this.small == 2
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((i64::from((&this.subjects[0]).small) == 2i64)) })() }.map(|it| it.to_string()),
    // this == rule && this < rules.number
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((i64::from(this.small) == 2i64) && (i64::from(this.small) < 3i64))) })() }.map(|it| it.to_string()),
    // this in rules.texts ? rules.texts[0] : 'no'
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<__cel::alloc::borrow::Cow<'_, str>, __cel::Failure> { ::core::result::Result::Ok(__cel::alloc::borrow::Cow::Borrowed((if ({ let it0 = this.text.as_str(); ::core::iter::IntoIterator::into_iter(["abc", "^b"]).any(|it1| (it1 == it0)) }) { __cel::at(["abc", "^b"], 0i64)? } else { "no" }))) })() }.map(|it| it.to_string()),
    // this.matches(rules.text) && !this.matches(rules.texts[1])
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((({ static PATTERN: __cel::Pattern = __cel::Pattern::new(|| __cel::Pattern::compiled("^a")); PATTERN.matches(this.text.as_str()) }) && (!__cel::matches(this.text.as_str(), __cel::at(["abc", "^b"], 1i64)?)?))) })() }.map(|it| it.to_string()),
    // has(rules.maybe) || has(rules.inner) && rules.inner.flag
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((false || (true && true))) })() }.map(|it| it.to_string()),
    // this > rules.duration
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok((({ let it = this.duration.as_ref().unwrap(); __cel::Duration::new(it.seconds, it.nanos) }) > __cel::Duration::of_nanos(1000000000))) })() }.map(|it| it.to_string()),
    // rules.by_text['a'] == 1 && rules.numbers.size() == 0
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(__cel::and(|| ::core::result::Result::Ok((__cel::Value::map([(__cel::Value::from("a"), __cel::Value::from(1i64))])?.at(&__cel::Value::from("a"))?.int()? == 1i64)), || ::core::result::Result::Ok((__cel::size(::core::iter::empty::<__cel::Value<'_>>().count()) == 0i64)))?) })() }.map(|it| it.to_string()),
    // rules.kind == 0 && rules.chosen_text == ''
    |this| { use ::protoward_runtime::validate::cel as __cel; (|| -> ::core::result::Result<bool, __cel::Failure> { ::core::result::Result::Ok(((0i64 == 0i64) && ("" == ""))) })() }.map(|it| it.to_string()),
];
