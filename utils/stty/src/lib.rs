//! stty: print or change the settings of a terminal.
//!
//! GNU manual node "stty invocation"; POSIX stty. Gap: a setting saved by `-g` holds only speeds
//! that have a constant in termios(3), not arbitrary ones.

mod change;
mod characters;
mod combinations;
mod device;
mod modes;
mod request;
mod show;
mod state;

use change::Change;
use device::Device;
use request::Request;
use shared::prelude::*;
use show::Lines;
use state::State;

pub fn run(args: Args) -> Result {
    let request = Request::parse(args.raw())?;
    match request.standard {
        Some(standard) => args
            .with_raw([OsStr::new(standard.option())])
            .parse(cli)
            .next()
            .map(drop),
        None => stty(&request),
    }
}

pub fn cli() -> Command {
    cli::utility(
        "stty",
        "[-F DEVICE] [-a | -g | SETTING...]",
        "Print the settings of the terminal that is standard input, or change them.",
    )
    .args([
        flag("-a, --all", "print all settings"),
        flag("-g, --save", "print all settings as one SETTING"),
        value(
            "-F, --file",
            "DEVICE",
            "use the terminal DEVICE, not standard input",
        ),
    ])
    .after_help(SETTINGS)
}

const SETTINGS: &str = "\
Without arguments, print the speed and what differs from 'stty sane'. A minus sign before a
SETTING turns it off, where brackets show one.

Characters, with CHAR behind the name: intr quit erase kill eof eol eol2 swtch start stop susp
rprnt werase lnext discard. CHAR is itself, ^c, a number as in C, or ^- or undef for none.

Special settings:
  N              use the speed N for input and output; also ispeed N, ospeed N
  cols N         the terminal has N columns; also columns N
  rows N         the terminal has N rows
  size           print rows and columns
  speed          print the speed
  line N         use the line discipline N
  min N, time N  with -icanon, read at least N characters, or wait N tenths of a second
  [-]drain       wait until all output is written before settings change (the default)

Control:
  [-]parenb      make and expect parity bits           [-]parodd   odd parity
  [-]cmspar      parity bits that are always the same  csN         N bits a character, 5 to 8
  [-]cstopb      two stop bits                         [-]cread    receive input
  [-]clocal      ignore modem control signals          [-]crtscts  RTS/CTS handshakes
  [-]hupcl       hang up at the last close; also [-]hup

Input:
  [-]ignbrk      ignore breaks                         [-]brkint   breaks interrupt
  [-]ignpar      ignore characters with bad parity     [-]parmrk   mark them
  [-]inpck       check parity                          [-]istrip   clear the 8th bit
  [-]inlcr       newline to carriage return            [-]igncr    ignore carriage returns
  [-]icrnl       carriage return to newline            [-]iuclc    upper case to lower case
  [-]ixon        obey start and stop characters        [-]ixany    any character starts output
  [-]ixoff       send start and stop characters; also [-]tandem
  [-]imaxbel     beep where input is full              [-]iutf8    input is UTF-8

Output:
  [-]opost       process output                        [-]olcuc    lower case to upper case
  [-]ocrnl       carriage return to newline            [-]onlcr    newline to CR and newline
  [-]onocr       no carriage return in column 0        [-]onlret   newline returns the carriage
  [-]ofill       fill, do not wait                     [-]ofdel    fill with DEL, not NUL
  nlN crN tabN bsN vtN ffN, [-]tabs
                 delays: nl, bs, vt, ff 0 or 1; cr, tab 0 to 3; tabs is tab0, -tabs is tab3

Local:
  [-]isig        characters send signals               [-]icanon   lines can be edited
  [-]iexten      more characters edit                  [-]xcase    upper case behind a backslash
  [-]echo        echo input                            [-]echonl   echo newlines in any case
  [-]echoe       erase visibly; also [-]crterase       [-]echok    a newline behind kill
  [-]echoke      kill visibly; also [-]crtkill         [-]echoctl  show ^c; also [-]ctlecho
  [-]echoprt     print what is erased; also [-]prterase
  [-]noflsh      no flush at signals                   [-]tostop   stop background writers
  [-]flusho      discard output                        [-]extproc  edited elsewhere

Combinations:
  sane           everything as it is good for most terminals
  [-]raw, [-]cooked, [-]cbreak
                 input as it comes; as lines; as it comes, with signals
  [-]nl          -icrnl -onlcr
  ek             erase and kill as they are by default
  [-]evenp, [-]oddp, [-]parity
                 parity and 7 bits, or 8 bits
  [-]pass8, [-]litout
                 8 bits; the same without processing output
  [-]lcase       xcase iuclc olcuc; also [-]LCASE
  [-]decctlq     -ixany
  crt            echoe echoctl echoke
  dec            the same with -ixany, ^c, ^? and ^u for intr, erase and kill";

fn stty(request: &Request) -> Result {
    if request.all && request.save {
        return Err(Error::new(
            "the options for verbose and stty-readable output styles are\nmutually exclusive",
        ));
    }
    let changes = !request.settings.is_empty();
    if changes && (request.all || request.save) {
        return Err(Error::new(
            "when specifying an output style, modes may not be set",
        ));
    }
    if changes {
        // An invalid setting is reported before anything is changed.
        Change::new(State::default(), None).apply(&request.settings)?;
    }
    let device = Device::open(request.device)?;
    let state = device.state()?;
    if changes {
        return change(&device, state, request);
    }
    let mut lines = Lines::of_terminal();
    if request.save {
        lines.line(&state.to_setting());
    } else if request.all {
        lines.all(&state, device.size());
    } else {
        lines.changed(&state);
    }
    Ok(stdout().write_all(&lines.text)?)
}

fn change(device: &Device, before: State, request: &Request) -> Result {
    let mut change = Change::new(before.clone(), Some(device));
    change.apply(&request.settings)?;
    if !change.is_needed {
        return Ok(());
    }
    device.set(&change.state, !request.at_once)?;
    let state = device.state()?;
    if state.agrees_with(&change.state) {
        return Ok(());
    }
    let name = quotef(device.name);
    // tcsetattr(3) fails with EINVAL if nothing changed, and this as well.
    let refused = state == before && !state.has_frames_of(&change.state);
    let reason = match refused {
        true => shared::sys::strerror(shared::libc::EINVAL),
        false => "unable to perform all requested operations".to_owned(),
    };
    Err(Error::new(format!("{name}: {reason}")))
}
