// What a new user can do next: shown until there is a study of one's own.

export function FirstSteps() {
  return (
    <li className="card hint">
      <h2>A map of your own</h2>
      <p>
        The preset “quick” trains about a hundred small models on this machine, in minutes, and draws the map
        while it goes: BF16, FP8, and two controls that show what it could have seen. Nothing leaves the
        machine.
      </p>
      <div className="row">
        <a className="button primary" href="#/new">
          Set up the quick sweep
        </a>
      </div>
      <p className="fine">
        Runs of other tools can be imported, and a study that you were sent is opened by dropping its file
        here.
      </p>
    </li>
  );
}
