"""Draws values of simple types: draw() gives one that the type accepts, spoil() one that it should
refuse, or accept only just.

"Accepts" means: as libxml2 2.9.14 reads the type, for that is the verdict to be matched. It strays
from XML Schema in known places, which draw() respects and spoil() seeks out:

- white space around a date or dateTime is refused, as is white space after a time, though these
  types collapse white space; it is accepted before a time, and after a dateTime that ends in a
  zone;
- a year is a signed 64-bit integer, the seconds are a double: 23:59:59 and fourteen nines after the
  point are 60 seconds, and refused;
- decimal and integer hold no more than 24 digits, leading zeros not counted, but a fraction's
  trailing zeros are;
- base64Binary ignores every character outside its alphabet, and only counts the others;
- the pattern of st_CNPJCPFPadrao in 4.03.00, `[A-Z0-9]{12}[0-9]{2}|[0-9]{11}`, also accepts 22
  characters (11 of the first class, then 11 digits).
"""

import base64
import datetime
import re

DIGITS = '0123456789'
WORDS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
# Kinds of text. Repeated characters are more frequent, so that words come out as words.
PLAIN = WORDS + '     ' + '.,-/()\'"'
ACCENTED = WORDS * 2 + 'áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇñº ª§°'
WIDE = WORDS + 'ãé€—“”…œŠ日本\u0301\u200b\U0001F600\U00010000\ufffd\u00a0\u0085'
SPACED = 'ab   \t\n\r'
MARKUP = 'ab<>&"\';]]>]]>&amp;'
ALPHABETS = (PLAIN,) * 6 + (ACCENTED,) * 3 + (WIDE, WIDE, SPACED, MARKUP, DIGITS, 'é', '日', ' ')

ZONES = ('', '', '', 'Z', '-03:00', '-00:00', '+00:00', '+14:00', '-14:00', '+05:45', '-13:59')
BAD_ZONES = ('z', ' Z', '+14:01', '-15:00', '+3:00', '+03', '-0300', '+', 'GMT', '-03:60', 'ZZ')
DATES = ('2024-02-29', '2000-02-29', '2026-12-31', '2026-01-01', '1999-09-09', '2026-04-30')
FAR_DATES = ('0001-01-01', '0000-01-01', '-0001-12-31', '-0004-02-29', '-2026-07-01', '12026-07-01',
             '99999999-12-31', '-12026-01-01', '0400-02-29', '9999-12-31')
BAD_DATES = ('2023-02-29', '1900-02-29', '2100-02-29', '2026-02-30', '2026-04-31', '2026-13-01',
             '2026-00-10', '2026-01-00', '2026-01-32', '2026-1-1', '26-01-01', '02026-01-01',
             '-0000-01-01', '+2026-07-01', '2026/07/01', '01/07/2026', '20260701', '2026-07',
             '2026-07-01T00:00:00', '--07-01', '999999999999999999999-01-01', '2026-07-01-',
             '2O26-07-01', '2026-07-0１', '-02026-01-01', '002026-01-01', '12026-02-29')
TIMES = ('00:00:00', '23:59:59', '24:00:00', '24:00:00.000', '12:30:45.5', '23:59:59.999999999',
         '08:00:00', '00:00:00.0', '12:00:00.12345678901234567890123')
BAD_TIMES = ('24:00:01', '24:01:00', '24:00:00.1', '25:00:00', '23:60:00', '23:59:60', '12:00',
             '1:00:00', '12:0:0', '12:00:00.', '12:00:00,5', '120000', '12:00:5', '-12:00:00',
             '12h00', '2026-07-01T12:00:00', '12:00:00.5.5', '24:00:00.00000000000000000000001',
             '23:59:59.9999999999999', '23:59:59.99999999999999')
URIS = ('', '#id', 'http://www.w3.org/2000/09/xmldsig#sha1', 'a b', 'http://exemplo/á', '%41',
        'urn:oid:1.2.3', '../x?y=z&w', "{x}|\\^`'\"", '<>', 'http://', '?#', '//a')
BAD_URIS = ('%', '%zz', 'http://[', '::', '#a#b', '[', ':', 'http://:80x/', '1:b')
BAD_NUMBERS = ('', ' ', '+', '-', '.', '1e3', '1E3', '1,5', '1 0', '--1', '+-1', '1.0.0', 'INF',
               'NaN', '0x1', '１', '1' * 25, '1' * 24, '0.' + '0' * 24, '0.' + '0' * 22, '5.', '.5',
               '1.0', '-0', '+0', '0' * 40, '0' * 40 + '1', '1.', '00.', '.00')
BAD_BOOLEANS = ('', 'TRUE', 'True', 'sim', 'S', '2', '00', '01', 'truefalse', 'tr ue', '-1')
BAD_BASE64 = ('A', 'AA', 'AA=', 'AAAA=', 'AB==', 'AAB=', '=', '====', 'AA==AA==', 'AA-_', 'AAAA-_',
              'é', 'AAAA*', 'A A = =', 'AA=-=', '=AAA', 'AAA\n=')
BAD_IDS = ('', '1a', 'a b', 'a:b', '-a', '.a', '#a', 'a/b')


class PatternSyntax(Exception):
    """A pattern facet uses more than classes, counts and alternatives."""


class Pattern:
    """A pattern facet, as alternatives of runs (characters, low, high); high is None for `+`, `*`.

    Only the syntax of the TISS sets: character classes, literals, {m}, {m,n}, `+`, `*`, `?`, `|`.
    """
    TOKEN = re.compile(r'\[([^\]]+)\]|([A-Za-z0-9])|(\|)')
    COUNT = re.compile(r'\{(\d+)(?:,(\d+))?\}|([+*?])')

    def __init__(self, text):
        self.alternatives = [[]]
        at = 0
        while at < len(text):
            token = self.TOKEN.match(text, at)
            if not token:
                raise PatternSyntax(text)
            at = token.end()
            if token[3]:
                self.alternatives.append([])
                continue
            low, high, at = self._count(text, at)
            self.alternatives[-1].append((self._characters(token), low, high))

    @staticmethod
    def _characters(token):
        if token[2]:
            return token[2]
        return re.sub('(.)-(.)', lambda m: ''.join(map(chr, range(ord(m[1]), ord(m[2]) + 1))),
                      token[1])

    def _count(self, text, at):
        count = self.COUNT.match(text, at)
        if not count:
            return 1, 1, at
        if count[3]:
            return (*{'+': (1, None), '*': (0, None), '?': (0, 1)}[count[3]], count.end())
        return int(count[1]), int(count[2] or count[1]), count.end()

    def draw(self, rng, longest):
        value = ''
        for characters, low, high in rng.choice(self.alternatives):
            high = max(low, longest) if high is None else high
            length = rng.choice((low, high, rng.randint(low, high)))
            value += ''.join(rng.choices(characters, k=length))
        return value


class ValueSpace:
    """Draws the values of one simple type."""

    def __init__(self, type_):
        facets = type_.facets
        self.primitive = type_.primitive
        self.shortest = facets.get('length', facets.get('minLength', 0))
        self.longest = facets.get('length', facets.get('maxLength'))
        self.digits = facets.get('totalDigits', 18)
        self.fraction = 0 if self.primitive == 'integer' else facets.get('fractionDigits', 6)
        self.patterns = [Pattern(text) for text in facets.get('pattern', ())]
        self.earliest = facets.get('minInclusive')
        # An enumerated value can contradict the other facets, and is then no value of the type.
        self.enumeration = [value for value in facets.get('enumeration', ())
                            if self._fits(value)]
        self._draw = getattr(self, '_draw_' + self.primitive)
        self._spoil = getattr(self, '_spoil_' + self.primitive)

    def _fits(self, text):
        return self.shortest <= len(text) and (self.longest is None or len(text) <= self.longest)

    def draw(self, rng):
        if self.enumeration:
            return rng.choice(self.enumeration)
        return self._draw(rng)

    def spoil(self, rng, value):
        """A value for the place of `value` that tries the type's borders."""
        if rng.random() < 0.15:
            space = rng.choice((' ', '\n', '\t', '  ', '\u00a0', '\r', '\u2003'))
            return rng.choice((space + value, value + space, space + value + space))
        return self._spoil(rng, value)

    # string

    def _draw_string(self, rng):
        if self.patterns:
            return self._draw_pattern(rng)
        longest = self.longest
        if longest is None:
            longest = rng.choice((0, 32, 32, 32, 60, 3000 if rng.random() < 0.05 else 5))
        elif longest > 100 and rng.random() < 0.8:
            longest = max(60, self.shortest)    # full length, but not so often that files grow
        length = rng.choice((self.shortest, longest, rng.randint(self.shortest, longest)))
        return ''.join(rng.choices(rng.choice(ALPHABETS), k=length))

    def _draw_pattern(self, rng):
        longest = self.longest or 12
        for _ in range(50):
            value = rng.choice(self.patterns).draw(rng, longest)
            if self._fits(value):
                return value
        raise PatternSyntax(f'no value found for {self.patterns}')

    def _spoil_string(self, rng, value):
        longest = self.longest or 4
        at = rng.randint(0, len(value))
        odd = rng.choice('é9aZ -_.日\U0001F600\n')
        return rng.choice((
            '', value[:-1], value[1:], value + value, value.swapcase(), value.upper(),
            value[:at] + odd + value[at:], value[:at] + odd + value[at + 1:],
            'x' * (longest + 1), 'é' * (longest + 1), '日' * longest, ' ' * longest,
            '9' * (longest + 1), '1' * 11, '1' * 22, 'A1' * 6 + '0' * 10, 'X',
            'A' * 12 + '35', ''.join(rng.choices(PLAIN, k=longest))))

    # numbers

    def _draw_decimal(self, rng):
        whole = self.digits - self.fraction
        digits = ''.join(rng.choices(DIGITS, k=rng.choice((0, 1, whole, rng.randint(0, whole)))))
        fraction = ''.join(rng.choices(DIGITS, k=rng.choice((0, 0, 1, self.fraction))))
        if rng.random() < 0.1:
            digits, fraction = '9' * whole, '9' * self.fraction
        return self._dress_number(rng, digits, fraction)

    def _dress_number(self, rng, digits, fraction):
        """The same number with what may stand around its digits."""
        point = '.' if fraction or rng.random() < 0.1 else ''
        if not digits and not fraction:
            digits = '0'
        if rng.random() < 0.1:
            digits = '0' * rng.randint(1, 4) + digits
        if point and rng.random() < 0.1 and digits:
            fraction += '0' * rng.randint(1, 4)
        text = rng.choice(('',) * 10 + ('+', '-')) + digits + point + fraction
        return self._space_around(rng, text)

    def _draw_integer(self, rng):
        length = rng.choice((1, self.digits, rng.randint(1, self.digits)))
        if self.patterns:
            return self._space_around(rng, self._draw_pattern(rng))
        text = rng.choice(('',) * 10 + ('+', '-')) + '0' * rng.choice((0,) * 10 + (1, 3))
        return self._space_around(rng, text + ''.join(rng.choices(DIGITS, k=length)))

    @staticmethod
    def _space_around(rng, text):
        if rng.random() < 0.04:
            return rng.choice((' ', '\n  ', '\t', '')) + text + rng.choice((' ', '\n', ''))
        return text

    def _spoil_decimal(self, rng, value):
        whole, fraction = self.digits - self.fraction, self.fraction
        ones = '1' * whole
        return rng.choice(BAD_NUMBERS + (
            ones, ones + '1', ones + '0', '0' * 5 + ones, ones + '.000', '1' + '0' * whole,
            ones + '.' + '1' * fraction, ones + '.' + '1' * (fraction + 1),
            '1' * self.digits, '1' * (self.digits + 1), '-' + '1' * self.digits,
            '1' * self.digits + '.' + '0' * fraction, '0.' + '0' * fraction + '1',
            '0.' + '1' * fraction, '.' + '1' * (fraction + 1),
            value + '0', value + 'x', value.strip()[:-1]))

    _spoil_integer = _spoil_decimal

    # dates and times

    def _draw_date(self, rng):
        if self.earliest:
            return self._draw_date_from(rng)
        if rng.random() < 0.08:
            far = [date for date in FAR_DATES if not date.startswith('0000')]
            return rng.choice(far) + rng.choice(ZONES)
        return self._ordinary_date(rng) + self._zone(rng)

    @staticmethod
    def _ordinary_date(rng):
        if rng.random() < 0.2:
            return rng.choice(DATES)
        return datetime.date.fromordinal(739_000 + rng.randint(0, 3000)).isoformat()

    @staticmethod
    def _zone(rng):
        return rng.choice(ZONES) if rng.random() < 0.15 else ''

    def _draw_date_from(self, rng):
        """From minInclusive on. A zone other than -14:00 would move that first day before it."""
        if rng.random() < 0.1:
            return self.earliest + rng.choice(('', '', '-14:00'))
        if rng.random() < 0.05:
            return rng.choice(('12026-07-01', '99999-12-31')) + rng.choice(ZONES)
        return self._ordinary_date(rng) + self._zone(rng)

    def _spoil_date(self, rng, value):
        candidates = [rng.choice(BAD_DATES), rng.choice(FAR_DATES), value + rng.choice(BAD_ZONES),
                      '', value[:-1], rng.choice(DATES) + rng.choice(ZONES)]
        if self.earliest:
            first = datetime.date.fromisoformat(self.earliest)
            day = first + datetime.timedelta(days=rng.randint(-2, 2))
            candidates += [day.isoformat() + rng.choice(ZONES)] * 4
        return rng.choice(candidates)

    def _draw_time(self, rng):
        if rng.random() < 0.3:
            text = rng.choice(TIMES)
        else:
            text = f'{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}'
        return rng.choice(('',) * 40 + (' ', '\n')) + text + self._zone(rng)

    def _spoil_time(self, rng, value):
        return rng.choice((rng.choice(BAD_TIMES), rng.choice(BAD_TIMES), '', value[:-1],
                           value + rng.choice(BAD_ZONES), rng.choice(TIMES) + rng.choice(ZONES)))

    def _draw_dateTime(self, rng):
        return self._ordinary_date(rng) + 'T' + self._draw_time(rng).strip()

    def _spoil_dateTime(self, rng, value):
        date, time = rng.choice(DATES), rng.choice(TIMES)
        return rng.choice((
            date + 'T' + rng.choice(BAD_TIMES), rng.choice(BAD_DATES) + 'T' + time, date, time, '',
            rng.choice(FAR_DATES) + 'T' + time + rng.choice(ZONES), date + ' ' + time,
            date + 't' + time, date + 'T' + time + rng.choice(BAD_ZONES), date + 'TT' + time,
            f'{date}T{time}Z ', f'{date}T{time} ', f' {date}T{time}Z', date + 'T'))

    # the others

    def _draw_boolean(self, rng):
        return self._space_around(rng, rng.choice(('true', 'false', '0', '1')))

    def _spoil_boolean(self, rng, value):
        return rng.choice(BAD_BOOLEANS)

    def _draw_base64Binary(self, rng):
        text = base64.b64encode(rng.randbytes(rng.choice((0, 1, 2, 3, 20, 60)))).decode('ascii')
        if rng.random() < 0.2:
            at = rng.randint(0, len(text))
            return text[:at] + rng.choice((' ', '\n', '\r', '\t', '  ')) + text[at:]
        return text

    def _spoil_base64Binary(self, rng, value):
        return rng.choice((rng.choice(BAD_BASE64), rng.choice(BAD_BASE64), value[:-1], value + '=',
                           value + 'A', value[:1] + '*' + value[1:]))

    def _draw_anyURI(self, rng):
        return rng.choice(URIS)

    def _spoil_anyURI(self, rng, value):
        return rng.choice(BAD_URIS)

    def _draw_ID(self, rng):
        # Unique in a message for all practical purposes.
        return rng.choice(('id', '_', 'ção.', 'A-')) + str(rng.randrange(2_000_000_000))

    def _spoil_ID(self, rng, value):
        return rng.choice(BAD_IDS)
