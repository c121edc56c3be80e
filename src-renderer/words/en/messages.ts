// What is said wherever in the app one is: problems, questions, endings, the connection. In English.
export const messages = {
  cannotShow: 'This cannot be shown',
  tryAgain: 'Try again',
  backToLibrary: 'Back to the library',
  /** Behind it stands what the program itself says, in English. */
  original: 'What Precipice says',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  show: 'Show',
  ended: (study: string, sentence: string) => `${study}: ${sentence}`,
  notify: 'Notify me at the end',
  lost: 'Precipice cannot be reached. If it was stopped, start it again and open the whole address that it prints: each start makes a new token, and this tab has that of an earlier one. Nothing that has finished is lost.',
  command: {
    title: 'Let this command train the runs?',
    confirm: 'Run the command',
    setup: 'After the shell has carried out:',
    variables: 'With these variables of its environment:',
    /** {}: the folder. */
    folder: 'In the folder {}.',
    folderByShell: 'In the folder {}, by the shell.',
    trust:
      'It may do whatever you may do on the machine that trains: allow it only if you trust whom it comes from.',
  },
  /** {}: the end of the address, and the two commands that start it. */
  noToken: {
    title: 'This address is not complete',
    why: 'Precipice runs here, but lets in only those who have its full address, which ends in {}. The token keeps others on this machine and pages of the web out.',
    how: 'Copy the whole address from the terminal in which {} or {} printed it, and open that. Each start makes a new token, so an old bookmark does not work.',
  },
};
