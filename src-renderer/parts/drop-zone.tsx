// A part of the page on which files and folders may be dropped.
import { useState, type ComponentProps, type DragEvent } from 'react';

type Props = Omit<ComponentProps<'section'>, 'onDrop'> & { readonly onDrop: (data: DataTransfer) => void };

export function DropZone({ onDrop, className = '', ...rest }: Props) {
  const [isOver, setIsOver] = useState(false);
  return (
    <section
      {...rest}
      className={`drop-zone ${className} ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        setIsOver(false);
        onDrop(event.dataTransfer);
      }}
    />
  );
}
