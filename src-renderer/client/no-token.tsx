// What is shown to whoever opens the server's address without its token: why nothing is here, and how to get in.

export function NoToken() {
  return (
    <main className="no-token">
      <h1>This address is not complete</h1>
      <p>
        Precipice runs here, but lets in only whoever has its whole address, which ends in{' '}
        <code>#token=…</code>. The token keeps others on this machine and pages of the web out.
      </p>
      <p>
        Copy the whole address from the terminal in which <code>precipice serve</code> or{' '}
        <code>npm start</code> printed it, and open that. Each start makes a new token, so an old bookmark
        does not work.
      </p>
    </main>
  );
}
