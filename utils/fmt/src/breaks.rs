//! Choosing line breaks so that the sum of the lines' costs is minimal (dynamic programming over
//! the words, last to first). A line costs more the farther it is from the goal and the more it
//! differs from its neighbour; ends of sentences lower the cost, and breaks within what belongs
//! together raise it.

/// A word and the best line that starts with it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Offset in the paragraph's text.
    pub(crate) start: usize,
    pub(crate) len: usize,
    /// The columns of the blanks after it.
    pub(crate) space: usize,
    /// Whether it begins with an opening bracket or quote.
    pub(crate) opens: bool,
    /// Whether it ends with punctuation.
    pub(crate) punctuated: bool,
    /// Whether it ends with a period, possibly followed by quotes or closing brackets.
    pub(crate) period: bool,
    /// Whether it is the last word of a sentence.
    pub(crate) ends_sentence: bool,
    /// The length of the best line that starts with this word, and the word after that line.
    pub(crate) line_len: usize,
    pub(crate) next_line: usize,
    /// The cost of that line and of all lines after it.
    pub(crate) cost: i64,
}

impl Word {
    /// Sets what depends on how the word begins and ends.
    pub(crate) fn classify(&mut self, text: &[u8]) {
        let Some((&first, &last)) = text.first().zip(text.last()) else {
            return;
        };
        // NUL is in the sets, because strchr(3), which GNU's uses, finds the terminator.
        self.opens = b"(['`\"\0".contains(&first);
        self.punctuated = last.is_ascii_punctuation();
        let closing = text[1..].iter().rev();
        let closing = closing.take_while(|byte| b")]'\"\0".contains(byte)).count();
        self.period = b".?!\0".contains(&text[text.len() - 1 - closing]);
    }
}

/// The shape of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The largest and the preferred number of columns.
    pub(crate) width: usize,
    pub(crate) goal: usize,
    /// The indentation of the first line and of the others.
    pub(crate) first_indent: usize,
    pub(crate) other_indent: usize,
    /// The length of the line before the first if it belongs to this paragraph, otherwise 0.
    pub(crate) previous_len: usize,
}

// Costs are squares of tenths of columns: a cost of `square(70)` is that of a line which misses
// the goal by 7 columns.
const PER_LINE: i64 = square(70);
const AFTER_ABBREVIATION: i64 = square(600);
const SENTENCE_BONUS: i64 = square(50);
const PUNCTUATION_BONUS: i64 = square(40);
const OPENING_BONUS: i64 = square(40);

const fn square(n: i64) -> i64 {
    n * n
}

/// Returns the cost of a line of this length.
fn off_goal(len: usize, goal: usize) -> i64 {
    // Limited, so that the sum of many costs does not overflow.
    square(len.abs_diff(goal).min(1_000_000) as i64 * 10)
}

/// Returns the cost of the difference between two adjacent lines.
fn ragged(len: usize, next: usize) -> i64 {
    off_goal(len, next) / 2
}

/// Returns the cost of starting a line with the last word of a sentence.
fn orphan(len: usize) -> i64 {
    square(150) / (len as i64 + 2)
}

/// Returns the cost of ending a line with the first word of a sentence.
fn widow(len: usize) -> i64 {
    square(200) / (len as i64 + 2)
}

/// Finds the best line that starts with each word, from the last word to the first.
pub(crate) fn find(words: &mut [Word], shape: &Shape) {
    let end = words.len();
    for start in (0..end).rev() {
        let is_first = start == 0 && shape.previous_len > 0;
        let mut best = (i64::MAX, start + 1, 0);
        let mut space = words[start].space;
        let mut len = words[start].len;
        len += if start == 0 {
            shape.first_indent
        } else {
            shape.other_indent
        };
        // The line may end before any of the following words that fit.
        let mut fits = true;
        for (next, word) in (start + 1..).zip(&words[start + 1..]) {
            let mut cost = word.cost + off_goal(len, shape.goal);
            if word.next_line < end {
                cost += ragged(len, word.line_len);
            }
            if is_first {
                cost += ragged(len, shape.previous_len);
            }
            if cost < best.0 {
                best = (cost, next, len);
            }
            len += space + word.len;
            space = word.space;
            fits = len <= shape.width;
            if !fits {
                break;
            }
        }
        if fits {
            // The last line may be short at no cost.
            let cost = if is_first {
                ragged(len, shape.previous_len)
            } else {
                0
            };
            if cost < best.0 {
                best = (cost, end, len);
            }
        }
        let cost = best.0 + starting(words, start);
        let word = &mut words[start];
        (word.cost, word.next_line, word.line_len) = (cost, best.1, best.2);
    }
}

/// Returns the part of a line's cost that depends only on its first word, `start`.
fn starting(words: &[Word], start: usize) -> i64 {
    let word = &words[start];
    let mut cost = PER_LINE;
    if let Some(previous) = start.checked_sub(1).map(|i| &words[i]) {
        if previous.period {
            cost += if previous.ends_sentence {
                -SENTENCE_BONUS
            } else {
                AFTER_ABBREVIATION
            };
        } else if previous.punctuated {
            cost -= PUNCTUATION_BONUS;
        } else if start > 1 && words[start - 2].ends_sentence {
            cost += widow(previous.len);
        }
    }
    if word.opens {
        cost -= OPENING_BONUS;
    } else if word.ends_sentence {
        cost += orphan(word.len);
    }
    cost
}
